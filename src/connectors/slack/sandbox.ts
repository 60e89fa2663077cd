import { createSandboxAuthority, type SandboxAuthority } from '#kit/sandbox-authority.ts'
import { Directory, recentSignIns, type DirectoryView, type SandboxUser } from '#kit/sandbox-directory.ts'
import { offsetAt, placeOf } from '#kit/sandbox-faults.ts'
import {
  serveSandbox,
  type Sandbox,
  type SandboxOptions,
  type SandboxRequest,
  type SandboxResponse,
} from '#kit/sandbox.ts'
import { slackGroup, slackUser, TEAM } from './sandbox-records.ts'
import { scimAnswer } from './sandbox-scim.ts'

/** Written from the documents of the Web API, of OAuth and of SCIM, and the measurements that the README names. */
export type SlackSandboxOptions = SandboxOptions & {
  seed?: number
  users?: number
  groups?: number
  /** Free workspaces have no user groups and no access logs, and no SCIM. */
  plan?: 'free' | 'paid'
  /** Whether the app rotates its tokens, so that they end after twelve hours and come with a refresh token; it does. */
  rotates?: boolean
  /** Further tokens that open it: another admin's, with scopes of its own, or one of another workspace. */
  others?: Readonly<Record<string, OtherToken>>
}

type OtherToken = { team?: { id: string; name: string }; bot?: string; scopes?: readonly string[] }

export type SlackSandbox = Sandbox & { authority: SandboxAuthority }

/** A token with the rights of an admin, which opens SCIM as well; it belongs to the user that the company made for it. */
const TOKEN = 'xoxp-slack-sandbox-token'
const DAY_SECONDS = 24 * 60 * 60
/** What the token of a bot may have; asking for another one ends the consent with an error. */
const BOT_SCOPES = ['users:read', 'users:read.email', 'usergroups:read']
/** The app's own bot, and that user. */
const OWN_BOT = 'U0SANDBOXBOT'

/** Starts a Slack workspace with invented people, its own bot and Slackbot. */
export async function startSandbox(options: SlackSandboxOptions = {}): Promise<SlackSandbox> {
  const { seed = 2, users = 50, groups = 3 } = options
  const id = (letter: string, number: number) => letter + number.toString(36).toUpperCase().padStart(10, '0')
  const state = new Directory({
    seed,
    users,
    groups,
    userId: (number) => id('U', number),
    groupId: (number) => id('S', number),
    lastActiveAt: recentSignIns(),
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
  const scopes = new Set<string>([...BOT_SCOPES, 'admin'])
  const authority = createSandboxAuthority({
    path: '/oauth/v2',
    client: { id: '2141029472.691202649728', secret: 'slack-sandbox-client-secret' },
    token: {
      ok: true,
      token_type: 'bot',
      app_id: 'A0SANDBOX',
      bot_user_id: OWN_BOT,
      team: { id: TEAM, name: 'Sandbox' },
    },
  })
  const { client } = authority
  const sandbox = await serveSandbox(
    {
      state,
      hosts: { api: '/api', site: '', scim: '/scim/v2' },
      credentials: {
        token: { token: TOKEN },
        oauth2: { clientId: client.id, clientSecret: client.secret },
        scim: { token: TOKEN },
      },
      scopes,
      shape: {
        list: (body) => {
          const lists = (body ?? {}) as Record<string, unknown[] | undefined>
          return lists['members'] ?? lists['usergroups'] ?? lists['logins'] ?? lists['Resources']
        },
        id: (record) => ('user_id' in record ? 'user_id' : 'id'),
        placeParam: 'cursor',
        setNext: (response, place) =>
          void ((response.body as { response_metadata?: object }).response_metadata = { next_cursor: place }),
        moveTotal: (response, by) => {
          const body = response.body as { totalResults?: number }
          if (body.totalResults !== undefined) body.totalResults += by
        },
      },
      answer: (request, view) => {
        const granting = signIn(options, authority, request)
        if (granting) return granting
        if (request.path.startsWith('/scim/v2/'))
          return scimAnswer(request, view, { token: TOKEN, isPaid: options.plan !== 'free', state })
        const who = holderOf(options, authority, scopes, request)
        return withScopes(answer(options, who, request, view), who?.scopes ?? scopes)
      },
      tooMany: (seconds) => ({
        status: 429,
        headers: { 'retry-after': String(seconds) },
        body: { ok: false, error: 'ratelimited' },
      }),
      // Slack takes a POST for everything; these methods read.
      isRead: ({ method, path }) =>
        method === 'POST' &&
        [
          '/api/auth.test',
          '/api/users.list',
          '/api/users.info',
          '/api/usergroups.list',
          '/api/team.accessLogs',
          '/api/team.billableInfo',
          '/api/oauth.v2.access',
        ].includes(path),
    },
    options,
  )
  return Object.assign(sandbox, { authority })
}

/** Whose token a request carries, and what it may. */
type Holder = { user: string; isBot: boolean; team: { id: string; name: string }; scopes: ReadonlySet<string> }

function holderOf(
  { others = {} }: SlackSandboxOptions,
  authority: SandboxAuthority,
  scopes: ReadonlySet<string>,
  request: SandboxRequest,
): Holder | undefined {
  const token = request.headers['authorization']?.replace(/^Bearer /, '') ?? ''
  const team = { id: TEAM, name: 'Sandbox' }
  if (token === TOKEN) return { user: OWN_BOT, isBot: false, team, scopes }
  const other = Object.hasOwn(others, token) ? others[token] : undefined
  if (other) {
    const granted = other.scopes ? new Set(other.scopes) : scopes
    return { user: other.bot ?? OWN_BOT, isBot: false, team: other.team ?? team, scopes: granted }
  }
  const consented = authority.scopesOf(request)
  if (consented === undefined) return undefined
  const granted = [...consented].flatMap((some) => some.split(',')).filter((scope) => scopes.has(scope))
  return { user: OWN_BOT, isBot: true, team, scopes: new Set(granted) }
}

/** Consent is given for scopes of a bot; the token endpoint answers 200 whatever happens. */
function signIn(
  { rotates = true }: SlackSandboxOptions,
  authority: SandboxAuthority,
  request: SandboxRequest,
): SandboxResponse | undefined {
  if (request.path === '/oauth/v2/authorize') {
    const response = authority.answer(request)
    const asked = (request.query.get('scope') ?? '').split(',')
    if (response?.headers?.['location'] === undefined || asked.every((scope) => BOT_SCOPES.includes(scope)))
      return response
    const back = new URL(response.headers['location'])
    back.searchParams.delete('code')
    back.searchParams.set('error', 'invalid_scope')
    return { ...response, headers: { location: back.href } }
  }
  if (request.path !== '/api/oauth.v2.access') return undefined
  const form = new URLSearchParams(request.text)
  const response = authority.answer({ ...request, path: '/oauth/v2/token' })!
  if (response.status !== 200) {
    const { error } = response.body as { error: string }
    const isRefresh = form.get('grant_type') === 'refresh_token'
    const words: Readonly<Record<string, string>> = {
      invalid_client: 'bad_client_secret',
      invalid_grant: isRefresh ? 'invalid_refresh_token' : 'invalid_code',
      unsupported_grant_type: 'invalid_grant_type',
    }
    return failure(words[error] ?? error)
  }
  const { refresh_token: refresh, expires_in: _life, ...rest } = response.body as Record<string, unknown>
  return { ...response, body: { ...rest, ...(rotates ? { refresh_token: refresh, expires_in: 43_200 } : {}) } }
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
  who: Holder | undefined,
  request: SandboxRequest,
  view: DirectoryView,
): SandboxResponse {
  if (request.headers['authorization'] === undefined) return failure('not_authed')
  if (who === undefined) return failure('invalid_auth')
  const { scopes } = who
  // A form is read like a query.
  const query = new URLSearchParams([...request.query, ...new URLSearchParams(request.text)])
  const needs = (scope: string) =>
    scopes.has(scope) ? undefined : failure('missing_scope', { needed: scope, provided: [...scopes].join(',') })
  const withEmail = scopes.has('users:read.email')

  switch (request.path) {
    case '/api/auth.test':
      return ok({
        url: 'https://sandbox.slack.com/',
        team: who.team.name,
        user: 'rollcall',
        team_id: who.team.id,
        user_id: who.user,
        ...(who.isBot ? { bot_id: 'B0SANDBOX' } : {}),
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
    case '/api/team.accessLogs':
      if (who.isBot) return failure('not_allowed_token_type')
      if (options.plan === 'free') return failure('paid_only')
      return needs('admin') ?? accessLogs(query, view)
    case '/api/team.billableInfo':
      if (who.isBot) return failure('not_allowed_token_type')
      return needs('admin') ?? billableInfo(query, view)
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

/** One row per person, address and device, the newest first; by cursor when a limit is asked for, else by page. */
function accessLogs(query: URLSearchParams, view: DirectoryView): SandboxResponse {
  const people = view.users.filter((user) => user.active && !user.isBot && user.id !== 'USLACKBOT')
  const row = (user: SandboxUser, last: number, device: string) => ({
    user_id: user.id,
    username: user.username,
    date_first: last - 3_600,
    date_last: last,
    count: 3,
    ip: '192.0.2.1',
    user_agent: device,
    isp: 'Example ISP',
    country: 'NO',
    region: '03',
  })
  const before = query.has('before') ? Number(query.get('before')) : Infinity
  const logins = people
    .flatMap((user) => {
      if (user.lastActiveAt === null) return []
      const last = Math.floor(Date.parse(user.lastActiveAt) / 1_000)
      return [row(user, last, 'SlackWeb Mozilla/5.0'), row(user, last - 20 * DAY_SECONDS, 'SlackMobile/24.1')]
    })
    .filter(({ date_last: last }) => last <= before)
    .toSorted((one, other) => other.date_last - one.date_last)
  const limit = query.get('limit')
  if (limit === null) {
    const [count, page] = [Number(query.get('count') ?? 100), Number(query.get('page') ?? 1)]
    if (count > 1_000 || page > 100) return failure('over_pagination_limit')
    const pages = Math.max(1, Math.ceil(logins.length / count))
    const paging = { count, total: logins.length, page, pages }
    return ok({ logins: logins.slice((page - 1) * count, page * count), paging })
  }
  if (!/^\d+$/.test(limit) || Number(limit) < 1 || Number(limit) > 1_000) return failure('invalid_limit')
  const start = offsetAt(query.get('cursor'))
  if (start === null) return failure('invalid_cursor')
  const end = start + Number(limit)
  return ok({
    logins: logins.slice(start, end),
    response_metadata: { next_cursor: end < logins.length ? placeOf(end) : '' },
  })
}

/** An object by the members' ids. Slack bills for who is active, not for guests of one channel and not for bots. */
function billableInfo(query: URLSearchParams, view: DirectoryView): SandboxResponse {
  const wanted = query.get('user')
  const limit = Number(query.get('limit') ?? 1_000)
  const start = offsetAt(query.get('cursor'))
  if (start === null) return failure('invalid_cursor')
  if (wanted !== null && view.user(wanted) === undefined) return failure('user_not_found')
  const members = wanted === null ? view.users : [view.user(wanted)!]
  const page = members.slice(start, start + limit)
  const isBilled = (user: SandboxUser) => user.active && !user.isBot && user.id !== 'USLACKBOT'
  return ok({
    billable_info: Object.fromEntries(page.map((user) => [user.id, { billing_active: isBilled(user) }])),
    response_metadata: { next_cursor: start + limit < members.length ? placeOf(start + limit) : '' },
  })
}
