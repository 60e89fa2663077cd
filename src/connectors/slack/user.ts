import { z } from 'zod'
import type { AccountRecord, AccountStatus, Context } from '#kit/define.ts'
import { fieldsOf, optionalText, settingText, textOf, vendorId } from '#kit/values.ts'

const flag = z.boolean().nullish()
const anything = z.unknown().optional()

/**
 * What is read of a member. A deactivated one has neither flags nor time zone nor `real_name` (README), so nearly
 * everything may be absent.
 */
export const SlackUser = z.object({
  id: vendorId,
  team_id: optionalText,
  name: optionalText,
  deleted: flag,
  real_name: optionalText,
  tz: anything,
  locale: anything,
  is_admin: flag,
  is_owner: flag,
  is_primary_owner: flag,
  is_restricted: flag,
  is_ultra_restricted: flag,
  is_bot: flag,
  is_workflow_bot: flag,
  is_invited_user: flag,
  is_stranger: flag,
  has_2fa: anything,
  enterprise_user: z.object({ enterprise_id: optionalText }).nullish(),
  profile: z
    .object({
      email: optionalText,
      first_name: optionalText,
      last_name: optionalText,
      real_name: optionalText,
      display_name: optionalText,
      title: anything,
    })
    .nullish(),
})

type SlackUser = z.infer<typeof SlackUser>

type MemberState = 'deleted' | 'invited' | 'member'

/** Slack has no suspended state: a deactivated member has left (fact sheet, "Vendor state"). */
const STATUS: Readonly<Record<MemberState, AccountStatus>> = {
  deleted: 'inactive',
  invited: 'invited',
  member: 'active',
}

/** One per member that Slack bills for, as far as `users.list` shows it. */
export const SEAT = { externalId: 'seat', name: 'Slack seat' } as const

// Slackbot is in every list and says of itself that it is no bot.
const SLACKBOT = 'USLACKBOT'

export function mapSlackUser(user: SlackUser, context: Context): AccountRecord {
  const { profile } = user
  const state: MemberState = user.deleted === true ? 'deleted' : user.is_invited_user === true ? 'invited' : 'member'
  const isBot = user.is_bot === true || user.is_workflow_bot === true || user.id === SLACKBOT
  const isSingleChannel = user.is_ultra_restricted === true
  const isExternal = comesFromOutside(user, context)
  const realName = textOf(profile?.real_name) ?? textOf(user.real_name)
  const [givenName, familyName] = namesOf(user, realName)
  // Guests of one channel, bots and people of connected organisations are free. Where Slack tells whom it bills, that counts.
  const isTold = context.settings['readsBilling'] === true
  const hasSeat = !isTold && state === 'member' && !isBot && !isExternal && !isSingleChannel
  return {
    externalId: user.id,
    email: textOf(profile?.email),
    username: textOf(user.name),
    displayName: textOf(profile?.display_name) ?? realName,
    givenName,
    familyName,
    status: STATUS[state],
    vendorStatus: state,
    role: roleOf(user, isBot),
    isAdmin: user.is_admin === true || user.is_owner === true || user.is_primary_owner === true,
    isServiceAccount: isBot,
    isGuest: user.is_restricted === true || isSingleChannel,
    lastActiveAt: null,
    createdAt: null,
    licences: hasSeat ? [SEAT.externalId] : [],
    fields: fieldsOf({
      title: profile?.title,
      timezone: user.tz,
      locale: user.locale,
      teamId: user.team_id,
      twoFactor: user.has_2fa,
      isSingleChannelGuest: isSingleChannel || undefined,
      isExternal: isExternal || undefined,
    }),
  }
}

/** Owner before admin before guest before member; null where Slack leaves the flags out. */
function roleOf(user: SlackUser, isBot: boolean): string | null {
  if (isBot) return 'bot'
  if (user.is_primary_owner === true || user.is_owner === true) return 'owner'
  if (user.is_admin === true) return 'admin'
  if (user.is_restricted === true || user.is_ultra_restricted === true) return 'guest'
  return user.is_admin === false ? 'member' : null
}

function namesOf({ profile }: SlackUser, realName: string | null): [string | null, string | null] {
  const given = textOf(profile?.first_name)
  const family = textOf(profile?.last_name)
  if (given !== null || family !== null || realName === null) return [given, family]
  const space = realName.indexOf(' ')
  return space < 0 ? [realName, null] : [realName.slice(0, space), realName.slice(space + 1).trim()]
}

/**
 * Someone of another organisation, in a channel shared by Slack Connect. The workspaces of one Enterprise organisation
 * have their own ids too, but then the user names the organisation.
 */
function comesFromOutside(user: SlackUser, { settings }: Context): boolean {
  if (user.is_stranger === true) return true
  const ownTeam = settingText(settings, 'ownTeamId')
  if (ownTeam === null || user.team_id === null || user.team_id === undefined || user.team_id === ownTeam) return false
  const ownEnterprise = settingText(settings, 'ownEnterpriseId')
  return (
    ownEnterprise === null || (user.team_id !== ownEnterprise && user.enterprise_user?.enterprise_id !== ownEnterprise)
  )
}
