import { z } from 'zod'
import { stream, type AccountRecord, type Surface } from '#kit/define.ts'
import { scimActionsByAddress } from '#kit/scim/actions.ts'
import { learnPaging } from '#kit/scim/learn-paging.ts'
import { scimFailure } from '#kit/scim/list.ts'
import { SCIM_SOURCE_FIELDS } from '#kit/scim/source-fields.ts'
import { probeScim, scimStreams } from '#kit/scim/streams.ts'
import { ScimUser } from '#kit/scim/user.ts'
import { optionalText } from '#kit/values.ts'
import { SEAT } from './user.ts'

export const SCIM_HOST = 'scim'

const GUEST = 'urn:ietf:params:scim:schemas:extension:slack:guest:2.0:User'

/** Where the bots have their addresses, should they be listed. */
const BOT_DOMAIN = '@slack-bots.com'

const SlackScimUser = ScimUser.extend({ [GUEST]: z.object({ type: optionalText }).nullish() })

/** What Slack's users do not have. */
const NOT_AT_SLACK: ReadonlySet<string> = new Set([
  'Resource Type',
  'Preferred language',
  'Entitlement',
  'City',
  'Last modified',
])

const { users, groups, memberships } = scimStreams(SCIM_HOST)

/** Guests are told by Slack's own extension. One of a single channel takes no seat. */
function mapSlackScimUser(raw: z.infer<typeof SlackScimUser>, context: Parameters<typeof users.map>[1]): AccountRecord {
  const account = users.map(raw, context) as AccountRecord
  const guest = raw[GUEST]?.type?.toLowerCase() ?? null
  // Who is no guest may have the extension all the same.
  const isGuest = guest !== null && guest !== '' && guest !== 'regular'
  const isBot = account.email?.toLowerCase().endsWith(BOT_DOMAIN) ?? false
  return {
    ...account,
    isGuest,
    isServiceAccount: isBot,
    licences: account.status === 'active' && guest !== 'single' && !isBot ? [SEAT.externalId] : [],
  }
}

/** What stands before the @, in what Slack allows in a user name; it adds to it what makes it unlike all others. */
function userNameFor(email: string): string {
  return (email.split('@')[0] ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]/g, '-')
    .slice(0, 80)
}

/** Slack by SCIM: departments, managers and deactivated people, and no bots. */
export const scimSurface: Surface = {
  streams: {
    users: stream({ ...users, kind: 'accounts', raw: SlackScimUser, map: mapSlackScimUser }),
    groups,
    memberships,
  },
  sourceFields: SCIM_SOURCE_FIELDS.filter(({ name }) => !NOT_AT_SLACK.has(name)),
  licences: [SEAT],
  // Reads of all SCIM apps of the organisation; that of one user is 300 a minute, and says itself when it is too much.
  rateLimit: { requests: 1_000, perMs: 60_000 },
  concurrency: 2,
  failure: scimFailure,
  actions: scimActionsByAddress(SCIM_HOST, {
    filter: (email) => `email eq ${JSON.stringify(email)}`,
    userName: userNameFor,
  }),
  async prepare(client, context) {
    return {
      ...(await learnPaging(client, SCIM_HOST, context)),
      // A deactivated member has left: Slack has no suspended state.
      inactiveMeans: 'inactive',
      adminValues: 'owner, primary_owner, admin',
    }
  },
  probe: (client, context) => probeScim(client, SCIM_HOST, context),
}
