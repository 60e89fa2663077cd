// Every route × everybody who could ask, made from the router itself: what is not allowed in so many words is refused
// (S1), a name that a body does not know is refused (S29), and every answer is protected by the same headers (S32).
import { newId } from '#base/ids.ts'
import { SYSTEM_ACTOR } from '#core/audit/actor.ts'
import { TOKEN_RIGHTS } from '#core/apitokens/api-token.ts'
import { insertApiToken } from '#core/apitokens/create-api-token.ts'
import { BUILT_IN_ROLES, PERMISSIONS, type Permission } from '#core/users/permissions.ts'
import { testApi, type Answer } from '#test/helpers/api.ts'
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { z } from 'zod'
import { defineRoute, type Route } from './route.ts'
import { ROUTES } from './routes.ts'

const { ask, db, users } = await testApi()

/** Said once more, by hand: the table of the program is wrong if it says anything else. */
const MAY: Record<Permission, string> = {
  'directory:read': 'owner admin operator viewer auditor',
  'directory:write': 'owner admin operator',
  'connections:read': 'owner admin operator viewer auditor',
  'connections:write': 'owner admin',
  'credentials:read': 'owner admin auditor',
  'credentials:write': 'owner admin',
  'requests:read': 'owner admin operator auditor',
  'requests:write': 'owner admin operator',
  'syncs:read': 'owner admin operator viewer auditor',
  'syncs:run': 'owner admin operator',
  'notices:read': 'owner admin operator viewer auditor',
  'notices:write': 'owner admin operator',
  'settings:read': 'owner admin operator viewer auditor',
  'settings:write': 'owner admin',
  'users:read': 'owner admin auditor',
  'users:write': 'owner admin',
  'roles:write': 'owner',
  'tokens:write': 'owner admin operator',
  'audit:read': 'owner admin auditor',
  'exports:run': 'owner admin operator auditor',
}

/** Routes that are open: whoever comes has no session yet, or has a mailed link and nothing else. A further one is a decision, made here. */
const OPEN = [
  'DELETE /session',
  'GET /authorize',
  'GET /session',
  'GET /session/providers',
  'GET /setup',
  'POST /authorize/accept',
  'POST /authorize/open',
  'POST /session',
  'POST /session/links/accept',
  'POST /session/links/read',
  'POST /session/passkey',
  'POST /session/passkey-options',
  'POST /session/password-reset',
  'POST /session/providers/{id}',
  'POST /session/providers/{id}/finish',
  'POST /session/second-factor',
  'POST /setup',
]

type Sender = {
  name: string
  /** What they may do, said by hand; `self` for somebody signed in, `fresh` for who may do what asks for a proof. */
  may: ReadonlySet<Permission | 'self' | 'fresh'>
  headers(): Promise<Record<string, string>>
}

const client = { address: '192.0.2.1', userAgent: 'matrix' }
const senders: Sender[] = []
const roleMay = (role: string) => PERMISSIONS.filter((name) => MAY[name].split(' ').includes(role))
const nameOf = (route: Route) => `${route.method} ${route.path}`
const pathOf = (route: Route) => `/api/v1${route.path.replaceAll(/\{\w+\}/g, newId())}`

async function addUser(name: string, role: string, may: readonly Permission[]): Promise<string> {
  const { id } = await users.create({ name, email: `${newId()}@example.com`, role })
  const session = async (age: string) => {
    const started = await users.startSession(id, client)
    assert.ok(started)
    const cookie = started.cookies.map((one) => one.split(';', 1)[0]).join('; ')
    await db.query(`update auth.session set "createdAt" = now() - $1::interval where "userId" = $2`, [age, id])
    return { cookie, 'sec-fetch-site': 'same-origin' }
  }
  senders.push(
    { name: `${name}, just signed in`, may: new Set([...may, 'self', 'fresh']), headers: () => session('0 s') },
    { name: `${name}, signed in an hour ago`, may: new Set([...may, 'self']), headers: () => session('1 hour') },
  )
  return id
}

async function addToken(
  name: string,
  rights: (typeof TOKEN_RIGHTS)[number],
  makerId: string | null,
  may: Sender['may'],
) {
  const token = `rollcall_${newId()}`
  await db.tx((tx) => insertApiToken(tx, SYSTEM_ACTOR, { name, rights, expiresAt: null, token, makerId }))
  senders.push({ name, may, headers: async () => ({ authorization: `Bearer ${token}` }) })
}

const nothing: Sender['may'] = new Set()

before(async () => {
  const ids: Record<string, string> = {}
  for (const role of Object.keys(BUILT_IN_ROLES)) ids[role] = await addUser(role, role, roleMay(role))
  const custom = newId()
  const none = newId()
  await db.query('insert into roles (id, name, permissions) values ($1, $2, $3), ($4, $5, $6)', [
    custom, 'Sync desk', ['syncs:read', 'syncs:run', 'no:such'], none, 'Nothing', [],
  ]) // prettier-ignore
  await addUser('custom role', custom, ['syncs:read', 'syncs:run'])
  await addUser('member of nothing', none, [])
  await addUser('role that is gone', newId(), [])
  for (const role of ['owner', 'viewer'] as const) {
    const all = roleMay(role)
    const reads = all.filter((name) => name.endsWith(':read'))
    await addToken(`token none of ${role}`, 'none', ids[role]!, nothing)
    await addToken(`token read of ${role}`, 'read', ids[role]!, new Set(reads))
    await addToken(`token own of ${role}`, 'own', ids[role]!, new Set(all))
    await addToken(`token all of ${role}`, 'all', ids[role]!, new Set([...all, 'fresh']))
  }
  await addToken('token of nobody', 'all', null, new Set([...PERMISSIONS, 'fresh']))
})

test('the table of roles says what is meant', () => {
  for (const [role, rights] of Object.entries(BUILT_IN_ROLES))
    assert.deepEqual([...rights].toSorted(), roleMay(role).toSorted())
})

test('a route that is open is open on purpose, and one without a policy is refused at start', async () => {
  const open = ROUTES.filter(({ permission }) => permission === 'public').map(nameOf)
  assert.deepEqual(open.toSorted(), OPEN.toSorted())
  const planted = defineRoute({
    method: 'GET',
    path: '/planted',
    tag: 'x',
    summary: 'x',
    success: { status: 204 },
    errors: [],
    handle: async () => {},
  } as never)
  await assert.rejects(testApi({ routes: [planted] }))
})

for (const route of ROUTES) {
  const name = nameOf(route)

  test(`${name}: only who may gets in`, async () => {
    const refused = route.body ? { 'no such field': 1 } : undefined
    const from = async (headers: Record<string, string>) => {
      const answer = await ask(route.method, pathOf(route), { body: refused, as: 'nobody', headers })
      protectedBy(answer, name)
      return answer
    }
    const nobody = await from({})
    const sameSite = await from({ 'sec-fetch-site': 'same-origin' })
    const wrongToken = await from({ authorization: 'Bearer rollcall_wrong' })
    const wrongCookie = await from({ cookie: 'rollcall_session=a.b', 'sec-fetch-site': 'same-origin' })
    if (route.permission === 'public') {
      for (const answer of [nobody, sameSite, wrongToken, wrongCookie]) assert.notEqual(answer.status, 403)
      return
    }
    // Not a syllable before the sender is known: neither that the body is wrong, nor that the id names nothing.
    const shown = ({ status, body }: Answer) => [status, body?.code]
    assert.deepEqual(shown(nobody), route.method === 'GET' ? [401, 'unauthenticated'] : [403, 'cross_site_request'])
    for (const answer of [sameSite, wrongToken, wrongCookie]) assert.deepEqual(shown(answer), [401, 'unauthenticated'])
    for (const sender of senders) {
      const answer = await from(await sender.headers())
      if (!sender.may.has(route.permission)) assert.deepEqual(shown(answer), [403, 'forbidden'], sender.name)
      else if (route.stepUp && !sender.may.has('fresh')) {
        assert.deepEqual(shown(answer), [403, 'step_up_required'], sender.name)
      } else assert.ok(![401, 403, 500].includes(answer.status), `${sender.name}: ${answer.status} ${answer.text}`)
    }
  })

  test(`${name}: a name that it does not know is refused and named`, async () => {
    const sender = route.permission === 'self' ? senders[0] : senders.at(-1)
    assert.ok(sender)
    const from = async (path: string, options: object) =>
      ask(route.method, path, { as: 'nobody', headers: await sender.headers(), ...options })
    const query = await from(`${pathOf(route)}?surprise=1`, { body: route.body ? {} : undefined })
    assert.equal(query.status, 400, query.text)
    assert.ok(query.body.fields.some(({ path }: { path: string }) => path === 'surprise'))
    if (!route.body) return
    // Every column that a row has and no form offers (S29).
    const keys = [
      'id', 'role', 'state', 'actorKind', 'owner_id', 'generation', 'isAdmin', 'permissions', 'rights', 'makerId',
      'disabledAt', 'emailVerified', 'twoFactorEnabled', 'userId', '__proto__', 'constructor',
    ] // prettier-ignore
    for (const key of keys) {
      if (key in shapeOf(route.body)) continue
      const answer = await from(pathOf(route), { text: `{${JSON.stringify(key)}: "x"}` })
      assert.equal(answer.status, 400, `${key}: ${answer.text}`)
      if (key === '__proto__' || key === 'constructor') continue
      assert.ok(
        answer.body.fields.some(({ path }: { path: string }) => path === key),
        `${key}: ${answer.text}`,
      )
    }
  })
}

function shapeOf(type: z.ZodType): Record<string, unknown> {
  if (type instanceof z.ZodOptional) return shapeOf(type.unwrap() as z.ZodType)
  if (type instanceof z.ZodUnion)
    return Object.assign({}, ...type.options.map((option) => shapeOf(option as z.ZodType)))
  return type instanceof z.ZodObject ? type.shape : {}
}

function protectedBy({ headers }: Answer, name: string): void {
  const policy = String(headers['content-security-policy'])
  assert.match(policy, /script-src 'self';/, name)
  assert.match(policy, /frame-ancestors 'none'/, name)
  assert.doesNotMatch(policy.replace(/style-src [^;]*/, ''), /unsafe/, name)
  assert.equal(headers['x-content-type-options'], 'nosniff', name)
  assert.equal(headers['x-frame-options'], 'DENY', name)
  assert.equal(headers['referrer-policy'], 'no-referrer', name)
  assert.equal(headers['cross-origin-resource-policy'], 'same-origin', name)
  assert.equal(headers['access-control-allow-origin'], undefined, name)
  assert.equal(headers['cache-control'], 'no-store', name)
  assert.match(String(headers['x-request-id']), /^[0-9a-f-]{36}$/, name)
}
