import type { AccountRecord, AnyStream, SourceField, Surface } from '#kit/define.ts'
import { learnPaging } from '#kit/scim/learn-paging.ts'
import { scimFailure } from '#kit/scim/list.ts'
import { probeScim, scimStreams } from '#kit/scim/streams.ts'
import { ACTIONS, SCIM_HOST } from './actions.ts'
import { SEAT } from './user.ts'

const { users, groups, memberships } = scimStreams(SCIM_HOST)

const sourceFields: readonly SourceField[] = [
  { name: 'Id', path: 'id', type: 'text' },
  { name: 'Username', path: 'userName', type: 'text', target: 'username', personal: true },
  // Postman's user name is the e-mail, and there is no other.
  { name: 'Email', path: '{{ userName }}', type: 'text', target: 'email', personal: true },
  { name: 'First name', path: 'name.givenName', type: 'text', target: 'givenName', personal: true },
  { name: 'Family name', path: 'name.familyName', type: 'text', target: 'familyName', personal: true },
  { name: 'Active?', path: 'active', type: 'boolean' },
  { name: "Identity provider's id", path: 'externalId', type: 'text' },
  { name: 'Resource Type', path: 'meta.resourceType', type: 'text' },
  { name: 'Created', path: 'meta.created', type: 'date' },
  { name: 'Last modified', path: 'meta.lastModified', type: 'date' },
]

/** Postman writes no display name. */
const withName: AnyStream['map'] = (raw, context) => {
  const account = users.map(raw, context) as AccountRecord
  const name = [account.givenName, account.familyName].filter((part) => part !== null).join(' ')
  return {
    ...account,
    displayName: account.displayName ?? (name || null),
    licences: account.status === 'active' ? [SEAT.externalId] : [],
  } satisfies AccountRecord
}

/** Postman by SCIM: people who were removed from the team as well, and no roles. */
export const scimSurface: Surface = {
  streams: { users: { ...users, map: withName }, groups, memberships },
  actions: ACTIONS,
  sourceFields,
  licences: [SEAT],
  rateLimit: { requests: 300, perMs: 60_000 },
  concurrency: 2,
  failure: scimFailure,
  async prepare(client, context) {
    // Who is not active was removed from the team.
    return { ...(await learnPaging(client, SCIM_HOST, context)), inactiveMeans: 'inactive' }
  },
  probe: (client, context) => probeScim(client, SCIM_HOST, context),
}
