import { defineConnector, type AccountRecord, type AnyStream, type SourceField } from '#kit/define.ts'
import { scimActionsByAddress } from '#kit/scim/actions.ts'
import { scimFailure } from '#kit/scim/list.ts'
import { probeScim, scimStreams } from '#kit/scim/streams.ts'

const HOST = 'scim'

const { users, groups, memberships } = scimStreams(HOST)

/** The seat of everyone who is active: Quip has no list of plans or seats. */
const SEAT = { externalId: 'seat', name: 'Quip seat' } as const

const sourceFields: readonly SourceField[] = [
  // The three of Oomnitza; `Connector Sync Time` and the credential are offered for every connector.
  { name: 'Id', path: 'id', type: 'text' },
  { name: 'Name', path: 'name.formatted', type: 'text', target: 'displayName', personal: true },
  { name: 'Username', path: 'userName', type: 'text', target: 'username', personal: true },
  // And what else is there.
  { name: 'Email', path: 'emails[primary=true].value', type: 'text', target: 'email', personal: true },
  { name: 'First name', path: 'name.givenName', type: 'text', target: 'givenName', personal: true },
  { name: 'Family name', path: 'name.familyName', type: 'text', target: 'familyName', personal: true },
  { name: 'Active?', path: 'active', type: 'boolean' },
  { name: "Identity provider's id", path: 'externalId', type: 'text' },
]

/** Many users of Quip have a formatted name alone; it is taken apart at the last blank. */
const withNames: AnyStream['map'] = (raw, context) => {
  const account = users.map(raw, context) as AccountRecord
  const { displayName, givenName, familyName } = account
  if (givenName !== null || familyName !== null || displayName === null) return account
  const blank = displayName.lastIndexOf(' ')
  return {
    ...account,
    givenName: blank < 0 ? displayName : displayName.slice(0, blank).trim(),
    familyName: blank < 0 ? null : displayName.slice(blank + 1),
  } satisfies AccountRecord
}

/** Users and groups of a Quip site, by its SCIM service. */
export default defineConnector({
  id: 'quip',
  name: 'Quip',
  version: 1,
  category: 'Collaboration',
  isPrimarySource: false,
  description:
    'Reads the users of a Quip site, deactivated ones too, and its groups. Salesforce ends Quip: renewals stop on 1 March 2027.',
  capabilities: ['discovery', 'workflows'],
  dataPoints: ['Users with status, name and e-mail', 'Groups and who is in them', 'Seats'],
  personalData: ['Name', 'E-mail', 'User name'],
  supportedPlans: ['Enterprise'],
  similarApps: ['miro', 'google-workspace', 'slack'],
  links: [
    { label: 'SCIM API', url: 'https://quip.com/dev/scim/documentation/current' },
    { label: 'SCIM integration', url: 'https://help.salesforce.com/s/articleView?id=000392638&type=1' },
  ],
  prerequisites: [
    'Quip on an Enterprise plan, of whose site you are an admin.',
    'An API token of the page {company}.quip.com/business/admin/scim. A personal token of quip.com/dev/token shows your contacts and not the company, so it does not do.',
  ],
  hosts: {
    [HOST]: {
      label: 'SCIM base URL',
      help: 'Only for a private cloud: https://scim.acme.onquip.com/2 or https://scim.quip-acme.com/2',
      url: 'https://scim.quip.com/2',
    },
  },
  auth: [
    {
      id: 'token',
      label: 'API token',
      help: 'As an admin of the site: {company}.quip.com/business/admin/scim > generate a token. It may also change users; Quip has no narrower one.',
      fields: [
        {
          name: 'token',
          label: 'API token',
          secret: true,
          help: 'With or without the word "Bearer" in front.',
          pattern: {
            source: '^(?:[Bb]earer )?[A-Za-z0-9._~+/=|-]{8,}$',
            message: 'Paste the token alone, without blanks in it.',
          },
        },
      ],
      scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' },
    },
  ],
  settings: [],
  scopes: [],
  streams: { users: { ...users, map: withNames }, groups, memberships },
  sourceFields,
  licences: [SEAT],
  // Of the whole company, over all its SCIM clients.
  rateLimit: { requests: 600, perMs: 60_000 },
  concurrency: 2,
  failure: scimFailure,
  actions: scimActionsByAddress(HOST, {
    filter: (email) => `emails eq ${JSON.stringify(email)}`,
    // Ignored: Quip sets it.
    userName: (email) => email,
  }),
  // How many Quip gives at most is not documented; what it really gives is gone by.
  prepare: async () => ({ paging: 'index', pageSize: 100, inactiveMeans: 'inactive', seatPerActiveUser: 'yes' }),
  probe: (client, context) => probeScim(client, HOST, context),
  validation:
    'In Quip: Admin Console > Members. Compare the active members with the active accounts here, the deactivated ones with the inactive ones. Read is GET /2/Users of the SCIM service: active true is active, false is inactive, and whoever is not listed any more is inactive.',
})
