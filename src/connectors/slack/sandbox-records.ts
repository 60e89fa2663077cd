import type { SandboxGroup, SandboxUser } from '#kit/sandbox-directory.ts'

/** The workspace. */
export const TEAM = 'T0SANDBOX'

export function slackUser(user: SandboxUser, withEmail: boolean, withLocale: boolean): Record<string, unknown> {
  const realName = `${user.givenName} ${user.familyName}`.trim()
  // What a deactivated member does not have any more: measured, see the README.
  const activeOnly = {
    color: '9f69e7',
    real_name: realName,
    tz: user.timezone,
    tz_label: user.timezone,
    tz_offset: 3_600,
    is_admin: user.isAdmin,
    is_owner: user.isAdmin,
    is_primary_owner: user.isAdmin,
    is_restricted: user.isGuest,
    is_ultra_restricted: false,
    is_email_confirmed: true,
    has_2fa: true,
  }
  return {
    id: user.id,
    team_id: TEAM,
    name: user.username,
    deleted: !user.active,
    ...(user.active ? activeOnly : {}),
    profile: {
      title: user.title,
      phone: user.phone,
      skype: '',
      real_name: realName,
      real_name_normalized: realName,
      display_name: user.username,
      display_name_normalized: user.username,
      first_name: user.givenName,
      last_name: user.familyName,
      start_date: user.createdAt.slice(0, 10),
      status_text: '',
      status_emoji: '',
      avatar_hash: 'g849cc56ed76',
      team: TEAM,
      ...(withEmail && user.email !== '' ? { email: user.email } : {}),
    },
    is_bot: user.isBot,
    is_app_user: false,
    updated: Date.parse(user.updatedAt) / 1_000,
    ...(withLocale && user.active ? { locale: user.locale } : {}),
    ...user.raw,
  }
}

export function slackGroup(group: SandboxGroup, withUsers: boolean): Record<string, unknown> {
  return {
    id: group.id,
    team_id: TEAM,
    is_usergroup: true,
    name: group.name,
    description: group.description ?? '',
    handle: group.name.toLowerCase().replaceAll(' ', '-'),
    is_external: false,
    date_create: 1_704_067_200,
    date_update: 1_704_067_200,
    date_delete: 0,
    user_count: group.members.size,
    ...(withUsers ? { users: [...group.members] } : {}),
  }
}
