import { Directory, type DirectoryView, type SandboxGroup, type SandboxUser } from '#kit/sandbox-directory.ts'
import { offsetAt, placeOf } from '#kit/sandbox-faults.ts'
import {
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'

/** Written from the Web API's documents and the measurements that the README names. */
export type SlackSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  groups?: number
  /** Free workspaces have no user groups. */
  plan?: 'free' | 'paid'
  /** Further tokens that open it: another admin's, with scopes of its own, or one of another workspace. */
  others?: Readonly<Record<string, OtherToken>>
}

type OtherToken = { team?: { id: string; name: string }; bot?: string; scopes?: readonly string[] }

const TOKEN = 'xoxb-slack-sandbox-token'
const TEAM = 'T0SANDBOX'
/** The bot that the token belongs to. */
const OWN_BOT = 'U0SANDBOXBOT'

/** Starts a Slack workspace with invented people, its own bot and Slackbot. */
export function startSandbox(options: SlackSandboxOptions = {}): Promise<Sandbox> {
  const { seed = 2, users = 50, groups = 3 } = options
  const id = (letter: string, number: number) => letter + number.toString(36).toUpperCase().padStart(10, '0')
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => id('U', number),
    groupId: (number) => id('S', number),
  })
  state.add({
    id: OWN_BOT,
    username: 'rollcall',
    givenName: 'Rollcall',
    familyName: '',
    email: '',
    isBot: true,
    managerId: null,
  })
  // Slackbot is in every list, with is_bot false and no e-mail.
  state.add({
    id: 'USLACKBOT',
    username: 'slackbot',
    givenName: 'Slackbot',
    familyName: '',
    email: '',
    managerId: null,
    raw: { is_bot: false },
  })
  const scopes = new Set(['users:read', 'users:read.email', 'usergroups:read'])
  return serveSandbox(
    {
      state,
      hosts: { api: '/api' },
      credentials: { token: { token: TOKEN } },
      scopes,
      shape: {
        list: (body) => {
          const { members, usergroups } = (body ?? {}) as { members?: unknown[]; usergroups?: unknown[] }
          return members ?? usergroups
        },
        placeParam: 'cursor',
        setNext: (response, place) =>
          void ((response.body as { response_metadata?: object }).response_metadata = { next_cursor: place }),
      },
      answer: (request, view) => {
        const other = otherToken(options, request)
        const granted = other?.scopes ? new Set(other.scopes) : scopes
        return withScopes(answer(options, granted, request, view), granted)
      },
      tooMany: (seconds) => ({
        status: 429,
        headers: { 'retry-after': String(seconds) },
        body: { ok: false, error: 'ratelimited' },
      }),
      // Slack takes a POST for everything; these methods read.
      isRead: ({ method, path }) =>
        method === 'POST' &&
        ['/api/auth.test', '/api/users.list', '/api/users.info', '/api/usergroups.list'].includes(path),
    },
    options,
  )
}

function otherToken({ others = {} }: SlackSandboxOptions, { headers }: SandboxRequest): OtherToken | undefined {
  const token = headers['authorization']?.replace(/^Bearer /, '') ?? ''
  return Object.hasOwn(others, token) ? others[token] : undefined
}

function withScopes(response: SandboxResponse, scopes: ReadonlySet<string>): SandboxResponse {
  return { ...response, headers: { ...response.headers, 'x-oauth-scopes': [...scopes].join(',') } }
}

function ok(body: object): SandboxResponse {
  return { status: 200, body: { ok: true, ...body } }
}

function failure(error: string, more: object = {}): SandboxResponse {
  return { status: 200, body: { ok: false, error, ...more } }
}

function answer(
  options: SlackSandboxOptions,
  scopes: ReadonlySet<string>,
  request: SandboxRequest,
  view: DirectoryView,
): SandboxResponse {
  const authorization = request.headers['authorization']
  if (authorization === undefined) return failure('not_authed')
  const other = otherToken(options, request)
  if (authorization !== `Bearer ${TOKEN}` && !other) return failure('invalid_auth')
  // A form is read like a query.
  const query = new URLSearchParams([...request.query, ...new URLSearchParams(request.text)])
  const needs = (scope: string) =>
    scopes.has(scope) ? undefined : failure('missing_scope', { needed: scope, provided: [...scopes].join(',') })
  const withEmail = scopes.has('users:read.email')

  switch (request.path) {
    case '/api/auth.test':
      return ok({
        url: 'https://sandbox.slack.com/',
        team: other?.team?.name ?? 'Sandbox',
        user: 'rollcall',
        team_id: other?.team?.id ?? TEAM,
        user_id: other?.bot ?? OWN_BOT,
        bot_id: 'B0SANDBOX',
        is_enterprise_install: false,
      })
    case '/api/users.list':
      return needs('users:read') ?? listUsers(query, view, withEmail)
    case '/api/users.info': {
      const user = view.user(query.get('user') ?? '')
      return (
        needs('users:read') ??
        (user
          ? ok({ user: slackUser(user, withEmail, query.get('include_locale') === 'true') })
          : failure('user_not_found'))
      )
    }
    case '/api/usergroups.list':
      if (options.plan === 'free') return failure('plan_upgrade_required')
      return (
        needs('usergroups:read') ??
        ok({ usergroups: view.groups.map((group) => slackGroup(group, query.get('include_users') === 'true')) })
      )
    default:
      return failure('unknown_method', { req_method: request.path.slice('/api/'.length) })
  }
}

function listUsers(query: URLSearchParams, view: DirectoryView, withEmail: boolean): SandboxResponse {
  const limit = Number(query.get('limit') ?? 0)
  if (limit === 0 && view.users.length > 1_000) return failure('limit_required')
  if (!Number.isSafeInteger(limit) || limit < 0 || limit > 1_000) return failure('invalid_limit')
  const start = offsetAt(query.get('cursor'))
  if (start === null) return failure('invalid_cursor')
  const end = limit === 0 ? view.users.length : start + limit
  const members = view.users
    .slice(start, end)
    .map((user) => slackUser(user, withEmail, query.get('include_locale') === 'true'))
  return ok({
    members,
    cache_ts: 1_767_225_600,
    response_metadata: { next_cursor: end < view.users.length ? placeOf(end) : '' },
  })
}

function slackUser(user: SandboxUser, withEmail: boolean, withLocale: boolean): Record<string, unknown> {
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

function slackGroup(group: SandboxGroup, withUsers: boolean): Record<string, unknown> {
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
