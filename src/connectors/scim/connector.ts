import type { AuthMethod, CredentialField } from '#kit/auth.ts'
import { defineConnector } from '#kit/define.ts'
import { learnPaging } from '#kit/scim/learn-paging.ts'
import { scimFailure } from '#kit/scim/list.ts'
import { SCIM_SOURCE_FIELDS } from '#kit/scim/source-fields.ts'
import { probeScim, scimStreams } from '#kit/scim/streams.ts'
import { SEAT } from '#kit/scim/user.ts'

const HOST = 'scim'

const bearer: AuthMethod = {
  id: 'bearer',
  label: 'Bearer token',
  help: "Turn on SCIM in the app's admin console and make an API token there. Many apps show it once only.",
  fields: [{ name: 'token', label: 'Token', secret: true, help: 'Without the word "Bearer" in front.' }],
  scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' },
}

const basic: AuthMethod = {
  id: 'basic',
  label: 'User name and password',
  help: 'For services that take HTTP Basic, such as Guru, whose password is an API token.',
  fields: [
    { name: 'username', label: 'User name', secret: false, help: '' },
    { name: 'password', label: 'Password or token', secret: true, help: '' },
  ],
  scheme: { kind: 'basic', username: 'username', password: 'password' },
}

const header: AuthMethod = {
  id: 'header',
  label: 'Token in a header of its own',
  help: 'For services that want the token in another header than Authorization, or with another word in front of it.',
  fields: [
    {
      name: 'headerName',
      label: 'Header',
      secret: false,
      help: 'For example X-Api-Key.',
      pattern: { source: '^[A-Za-z0-9-]{1,100}$', message: 'A header is made of letters, digits and dashes.' },
    },
    {
      name: 'prefix',
      label: 'Prefix',
      secret: false,
      optional: true,
      help: 'What stands before the token, such as Token. Usually empty.',
    },
    { name: 'token', label: 'Token', secret: true, help: '' },
  ],
  scheme: {
    kind: 'header-from-fields',
    headerField: 'headerName',
    prefixField: 'prefix',
    field: 'token',
    header: 'Authorization',
    prefix: '',
  },
}

const YES_NO = [
  { value: 'no', label: 'No' },
  { value: 'yes', label: 'Yes' },
] as const

const settings: readonly CredentialField[] = [
  {
    name: 'usersFilter',
    label: 'Filter for users',
    secret: false,
    optional: true,
    help: 'A SCIM filter, such as userType eq "Employee". Many services know few filters or none; they then refuse the list.',
  },
  {
    name: 'inactiveMeans',
    label: 'A user who is not active',
    secret: false,
    optional: true,
    help: 'Choose "has left" where the app removes a person by making them inactive, as Postman and Segment do.',
    choices: [
      { value: 'suspended', label: 'is suspended' },
      { value: 'inactive', label: 'has left' },
    ],
  },
  {
    name: 'adminValues',
    label: 'Who is an admin',
    secret: false,
    optional: true,
    help: 'Roles, user types or groups that make someone an admin, with commas between them.',
  },
  {
    name: 'serviceAccountValues',
    label: 'What is a service account',
    secret: false,
    optional: true,
    help: 'Roles, user types or groups of accounts that belong to no person, with commas between them.',
  },
  {
    name: 'guestValues',
    label: 'Who is a guest',
    secret: false,
    optional: true,
    help: 'Roles, user types or groups of people from outside, with commas between them.',
  },
  {
    name: 'seatPerActiveUser',
    label: 'Count a seat per active user',
    secret: false,
    optional: true,
    help: 'For apps whose licence is simply the active account. Where users have entitlements, those are counted already.',
    choices: YES_NO,
  },
  {
    name: 'extraHeader',
    label: 'One more header',
    secret: false,
    optional: true,
    help: 'Only for services that want one beside the token. Not for secrets.',
    placeholder: 'X-Tenant: acme',
    pattern: { source: '^[Xx]-[A-Za-z0-9-]{1,100}: ?[ -~]{1,500}$', message: 'Write it as X-Name: value.' },
  },
  {
    name: 'pageSize',
    label: 'Users per page',
    secret: false,
    optional: true,
    help: '200 unless said otherwise, and never more than the service says it gives.',
    placeholder: '200',
    pattern: { source: '^[1-9]\\d{0,3}$', message: 'A whole number from 1 to 9999.' },
  },
]

/** Any app that speaks SCIM 2.0 (RFC 7643, RFC 7644, cursor paging by RFC 9865). */
export default defineConnector({
  id: 'scim',
  name: 'SCIM 2.0',
  version: 1,
  category: 'Identity',
  isPrimarySource: false,
  description:
    'Reads users, groups and group members of any app that offers a SCIM 2.0 service, such as Miro, Notion, Figma or Zapier.',
  capabilities: ['discovery'],
  dataPoints: [
    'Users with status, name, e-mail and role',
    'Groups and their members',
    'Roles and entitlements of users',
    'Department, title, manager and employee number',
  ],
  personalData: ['Name', 'E-mail', 'Phone', 'Employee number', 'Manager'],
  supportedPlans: ["The app's plan that includes SCIM; often the highest one"],
  similarApps: ['okta', 'onelogin', 'miro', 'slack'],
  links: [
    {
      label: 'RFC 7644: System for Cross-domain Identity Management: Protocol',
      url: 'https://www.rfc-editor.org/rfc/rfc7644',
    },
    { label: 'RFC 7643: Core Schema', url: 'https://www.rfc-editor.org/rfc/rfc7643' },
    { label: 'RFC 9865: Cursor-Based Pagination of SCIM Resources', url: 'https://www.rfc-editor.org/rfc/rfc9865' },
  ],
  prerequisites: [
    "SCIM is turned on in the app's admin console.",
    'You have the base URL and an API token that the app shows there. A token that may only read is enough.',
  ],
  hosts: {
    [HOST]: {
      label: 'Base URL',
      help: 'As the app shows it, with or without /v2; "/Users" is put behind it. Example: https://miro.com/api/v1/scim',
    },
  },
  auth: [bearer, basic, header],
  settings,
  scopes: [],
  streams: scimStreams(HOST),
  sourceFields: SCIM_SOURCE_FIELDS,
  licences: [SEAT],
  // The RFC names no limit, and the host is always one that an admin names: a 429 says how much is too much.
  rateLimit: null,
  concurrency: 6,
  failure: scimFailure,
  prepare: (client, context) => learnPaging(client, HOST, context),
  probe: (client, context) => probeScim(client, HOST, context),
  validation:
    "Compare the number of active accounts with the members page of the app's admin console, without invited people. Read is GET /Users: active true or absent is active, active false is suspended (or inactive, as the setting says), an account that the list no longer has is inactive.",
})
