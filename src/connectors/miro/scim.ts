import type { AccountRecord, AnyStream, Surface } from '#kit/define.ts'
import { learnPaging } from '#kit/scim/learn-paging.ts'
import { scimFailure } from '#kit/scim/list.ts'
import { SCIM_SOURCE_FIELDS } from '#kit/scim/source-fields.ts'
import { probeScim, scimStreams } from '#kit/scim/streams.ts'
import type { ScimUser } from '#kit/scim/user.ts'
import { textOf } from '#kit/values.ts'
import { SCIM_ACTIONS, SCIM_HOST } from './actions.ts'
import { LICENCES, licencesOf } from './member.ts'

const { users, groups, memberships } = scimStreams(SCIM_HOST)

/** What Miro's users do not have: its page of mappings shows none of them. */
const NOT_AT_MIRO: ReadonlySet<string> = new Set([
  'Nickname',
  'Title',
  'Phone',
  'City',
  'Locale',
  'Time zone',
  'Entitlement',
  "Identity provider's id",
  'Created',
  'Last modified',
])

/** A user's type is the licence, and nobody's role. */
const withLicence: AnyStream['map'] = (raw, context) => {
  const account = users.map(raw, context) as AccountRecord
  const userType = textOf((raw as ScimUser).userType)
  return {
    ...account,
    role: account.role === userType ? null : account.role,
    licences: licencesOf(userType),
  } satisfies AccountRecord
}

/** Miro by SCIM: names, departments and managers, and no guests. */
export const scimSurface: Surface = {
  streams: { users: { ...users, map: withLicence }, groups, memberships },
  actions: SCIM_ACTIONS,
  sourceFields: SCIM_SOURCE_FIELDS.filter(({ name }) => !NOT_AT_MIRO.has(name)),
  licences: Object.entries(LICENCES).map(([externalId, name]) => ({ externalId, name })),
  // Of the list of users; that of teams is 5 in the same time, and says itself when it is too much.
  rateLimit: { requests: 200, perMs: 30_000 },
  concurrency: 2,
  failure: scimFailure,
  async prepare(client, context) {
    return {
      ...(await learnPaging(client, SCIM_HOST, context)),
      // What the specification says of "Active?", and Miro's word for an admin.
      inactiveMeans: 'inactive',
      adminValues: 'ORGANIZATION_INTERNAL_ADMIN',
    }
  },
  probe: (client, context) => probeScim(client, SCIM_HOST, context),
}
