import type { CredentialField } from '#kit/auth.ts'
import { defineConnector } from '#kit/define.ts'
import { scimActions } from '#kit/scim/actions.ts'
import { learnPaging } from '#kit/scim/learn-paging.ts'
import { scimFailure } from '#kit/scim/list.ts'
import { SCIM_SOURCE_FIELDS } from '#kit/scim/source-fields.ts'
import { probeScim, scimStreams } from '#kit/scim/streams.ts'
import { SEAT } from '#kit/scim/user.ts'
import { AUTH_METHODS } from './auth-methods.ts'

const HOST = 'scim'

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
  capabilities: ['discovery', 'provisioning', 'workflows'],
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
    'You have the base URL and an API token that the app shows there. For reading, a token that may only read is enough; actions need one that may write.',
  ],
  hosts: {
    [HOST]: {
      label: 'Base URL',
      help: 'As the app shows it, with or without /v2; "/Users" is put behind it. Example: https://miro.com/api/v1/scim',
    },
    authorize: {
      label: 'Authorisation URL',
      help: 'The page at the vendor where you give consent, as its developer documents name it. Example: https://app.example.com/oauth/authorize',
      onlyFor: ['oauth2'],
    },
    token: {
      label: 'Token URL',
      help: 'Where access tokens are given out, as the developer documents name it. Example: https://app.example.com/oauth/token',
      onlyFor: ['oauth2', 'client-credentials', 'service-account', 'adobe-jwt'],
    },
    revoke: {
      label: 'Revocation URL',
      help: 'Where a token can be given back (RFC 7009), if the vendor has such a place: used when you disconnect.',
      onlyFor: ['oauth2'],
      optional: true,
    },
    login: {
      label: 'Sign-in URL',
      help: 'Where the sign-in form is posted to. Example: https://app.example.com/api/login',
      onlyFor: ['session'],
    },
  },
  auth: AUTH_METHODS,
  settings,
  scopes: [],
  streams: scimStreams(HOST),
  actions: scimActions(HOST),
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
