import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord, ActivityRecord, EntitlementRecord, GrantRecord, TransactionRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { readAll, readEverything, readList, type ReadAll } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import zoom from './connector.ts'
import { startSandbox, type ZoomSandboxOptions } from './sandbox.ts'
import { mapZoomUser, ZoomUser } from './user.ts'

const DAY_MS = 24 * 60 * 60_000

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: ZoomSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(zoom, sandbox) }
}

const context = { settings: {} }
const map = (raw: object): AccountRecord => mapZoomUser(ZoomUser.parse({ id: 'z1', ...raw }))

function whole(list: ReadAll | AppError | undefined): ReadAll {
  assert.ok(list !== undefined && !(list instanceof AppError))
  return list
}

test("active is active and everyone else inactive, as the spec's table says; another word changes nobody", () => {
  for (const [word, status] of [
    ['active', 'active'],
    ['inactive', 'inactive'],
    ['pending', 'inactive'],
    ['frozen', 'unknown'],
    ['constructor', 'unknown'],
  ] as const) {
    const account = map({ status: word })
    assert.deepEqual([account.status, account.vendorStatus], [status, word])
  }
  assert.equal(map({}).status, 'unknown')
})

test('type 2 is Pro and type 1 Basic; the others have no licence, and the type is kept', () => {
  assert.deepEqual(
    [1, 2, '2', 4, 99, 3, null].map((type) => map({ type }).licences),
    [['basic'], ['pro'], ['pro'], [], [], [], []],
  )
  assert.equal(map({ type: 3 }).fields['type'], '3')
})

test('owner and admin are admins; a role that the company made is told by the list of roles', () => {
  assert.deepEqual(
    ['0', '1', '2', 'aBcD'].map((role_id) => [map({ role_id }).role, map({ role_id }).isAdmin]),
    [
      ['owner', true],
      ['admin', true],
      ['member', false],
      [null, false],
    ],
  )
})

test('everyone is read, one status after the other, and the invited go by their e-mail address', async () => {
  const { sandbox, client } = await start({ users: 4, invited: ['New@Example.com'] })
  sandbox.state.deactivate(sandbox.state.view.users[1]!.id)
  const { records, total } = await readList(zoom, 'users', { client, context })
  const statuses = (records as AccountRecord[]).map(({ vendorStatus }) => vendorStatus)
  assert.deepEqual(statuses, ['active', 'active', 'active', 'active', 'inactive', 'pending'])
  assert.equal((records.at(-1) as AccountRecord).externalId, 'new@example.com')
  assert.equal(total, 6)
  assert.deepEqual(
    sandbox.calls.filter(({ path }) => path === '/v2/users').map(({ query }) => query['status']),
    ['active', 'inactive', 'pending'],
  )
})

test('nobody but the invited may lack an id', () => {
  assert.equal(ZoomUser.safeParse({ email: 'a@example.com', status: 'pending' }).success, true)
  for (const raw of [{ email: 'a@example.com', status: 'active' }, { status: 'pending' }, { email: 'a@example.com' }])
    assert.equal(ZoomUser.safeParse(raw).success, false, JSON.stringify(raw))
})

test('who has accepted the invitation is not there under the address any more', async () => {
  const { sandbox, client } = await start({ users: 1, invited: ['new@example.com'] })
  const reader = openReader(zoom, 'users', { client, context })
  const still = await reader.readOne!('new@example.com')
  assert.equal(still.gone, false)
  sandbox.state.change('invited new@example.com', { raw: {} })
  assert.deepEqual(await reader.readOne!('new@example.com'), { gone: true })
})

test('the probe tells account, address and the own user, by either way', async () => {
  const { sandbox, client } = await start({ users: 2 })
  for (const used of [client, vendorClient(zoom, sandbox, { method: 'oauth2' })]) {
    const probe = await zoom.probe(used, context)
    assert.deepEqual([probe.tenantId, probe.tenantDomain], ['SandboxAccount-01', 'sandbox.zoom.us'])
    assert.equal(
      probe.integrationAccountId,
      sandbox.state.view.users.find(({ email }) => email === 'owner@example.com')!.id,
    )
  }
})

test("the account's id is part of what opens it", async () => {
  const { sandbox } = await start({ users: 1 })
  const other = vendorClient(zoom, sandbox, { fields: { accountId: 'SomebodyElse-01' } })
  await assert.rejects(zoom.probe(other, context), (error) => isAppError(error, 'vendor_unauthorized'))
  const { pattern } = zoom.auth[0]!.fields.find(({ name }) => name === 'accountId')!
  for (const wrong of ['ana@example.com', 'short', 'https://acme.zoom.us'])
    assert.doesNotMatch(wrong, new RegExp(pattern!.source))
})

test('consent is renewed with the newest refresh token each time', async () => {
  const { sandbox } = await start({ users: 1 })
  const client = vendorClient(zoom, sandbox, { method: 'oauth2' })
  for (let hour = 0; hour < 3; hour++) {
    await zoom.probe(client, context)
    sandbox.authority.expire()
  }
  assert.equal(sandbox.authority.reused, 0)
})

test('a missing scope, which Zoom tells with a 400, names itself and leaves only its own list out', async () => {
  const { sandbox, client } = await start({ users: 3 })
  sandbox.scopes.delete('group:read:list_groups:admin')
  const lists = await readEverything(zoom, client)
  const error = lists['groups']
  assert.ok(isAppError(error, 'vendor_forbidden'))
  assert.match(error.message, /"group:read:list_groups:admin" \(Lists the groups\)/)
  assert.equal(whole(lists['roles']).records.length, 3)
  sandbox.scopes.delete('user:read:user:admin')
  await assert.rejects(
    zoom.probe(client, context),
    (thrown) => isAppError(thrown, 'vendor_forbidden') && /user:read:user:admin/.test(thrown.message),
  )
})

test('a free account has no groups and no roles, and its users are read all the same', async () => {
  const { client } = await start({ users: 3, plan: 'free' })
  const lists = await readEverything(zoom, client)
  for (const name of ['groups', 'roles', 'plans', 'signIns', 'operations', 'bills']) {
    assert.ok(isAppError(lists[name], 'vendor_plan_required'), name)
    assert.equal(zoom.streams[name]!.optional, true)
  }
  assert.equal(whole(lists['users']).records.length, 4)
})

test('sign-ins and operations are asked for a month at a time, six months back, and told by address', async () => {
  const { sandbox, client } = await start({ users: 9 })
  const { signIns, operations } = await readEverything(zoom, client)
  const emails = new Map(sandbox.state.view.users.map(({ id, email }) => [id, email]))
  const first = Math.ceil((Date.now() - 180 * DAY_MS) / DAY_MS) * DAY_MS
  const told = (records: object[]) =>
    (records as ActivityRecord[])
      .map(({ accountExternalId, at, grade }) => `${accountExternalId} ${at} ${grade}`)
      .toSorted()
  assert.deepEqual(
    told(whole(signIns).records),
    sandbox.events
      .filter(({ at }) => Date.parse(at) >= first)
      .map(({ userId, at }) => `${emails.get(userId)} ${at.replace(/\.\d+Z$/, 'Z')} login`)
      .toSorted(),
  )
  assert.ok(whole(operations).records.length > 0)
  const asked = sandbox.calls.filter(({ path }) => path === '/v2/report/activities').map(({ query }) => query)
  assert.equal(asked.length, 6)
  for (const [at, { to }] of asked.slice(0, -1).entries())
    assert.equal(
      Date.parse(asked[at + 1]!['from']!) - Date.parse(to!),
      DAY_MS,
      'no day is asked for twice, and none is left out',
    )
})

test('every plan that was bought is a licence with its seats; the base plan is Pro', async () => {
  const { sandbox, client } = await start({ users: 3 })
  sandbox.plans['plan_phone'] = { plan_base: {}, type: 'zp_metered', hosts: 4 }
  const { plans } = await readEverything(zoom, client)
  assert.deepEqual(
    (whole(plans).records as EntitlementRecord[]).map(({ externalId, name, seats }) => [externalId, name, seats]),
    [
      ['pro', 'Zoom Pro', 13],
      ['webinar500_monthly', 'webinar500_monthly', 2],
      ['zp_metered', 'zp_metered', 4],
    ],
  )
})

test('bills keep their amount in the currency that stands beside the list, and are whole once', async () => {
  const { client } = await start({ users: 1, currency: 'EUR' })
  const { bills } = await readEverything(zoom, client)
  const records = whole(bills).records as TransactionRecord[]
  assert.deepEqual(
    [records.length, new Set(records.map(({ amount, currency }) => `${amount} ${currency}`))],
    [3, new Set(['1049.50 EUR'])],
  )
})

test('roles have their members', async () => {
  const { sandbox, client } = await start({ users: 3 })
  const { roleMembers } = await readEverything(zoom, client)
  const owners = whole(roleMembers).records.filter((row) => (row as GrantRecord).entitlementExternalId === '0')
  assert.deepEqual(
    owners.map((row) => (row as GrantRecord).accountExternalId),
    [sandbox.state.view.users.find(({ email }) => email === 'owner@example.com')!.id],
  )
})

test('an expired place is a bad request, so that the list is read again; the daily limit ends at a date', async () => {
  const { sandbox, client } = await start({ users: 3 })
  const reader = openReader(zoom, 'users', { client, context })
  await assert.rejects(reader.fetch({ cursor: 'expired!' }), (error) => isAppError(error, 'vendor_bad_request'))
  sandbox.rateLimit = { requests: 1, perMs: 3_600_000 }
  await readAll(reader)
  await assert.rejects(
    readAll(reader),
    (error) => isAppError(error, 'vendor_rate_limited') && error.retryAfterMs! > 3_500_000,
  )
})
