import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord, ActivityRecord, EntitlementRecord, GrantRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import { everyCall } from '#kit/sandbox-faults.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { readAll, readEverything, readList } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import onelogin from './connector.ts'
import { startSandbox, type OneLoginSandboxOptions } from './sandbox.ts'
import { mapOneLoginUser, OneLoginUser } from './user.ts'
import { openActionRun } from '#test/helpers/action-bench.ts'
import { runAction } from '#kit/run-action.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: OneLoginSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(onelogin, sandbox) }
}

const map = (raw: object): AccountRecord => mapOneLoginUser(OneLoginUser.parse({ id: 1, ...raw }))
const usersReader = (client: Parameters<typeof openReader>[2]['client']) =>
  openReader(onelogin, 'users', { client, context: { settings: {} } })

test("the status table is the spec's; a code that it does not have is shown and changes nobody", () => {
  const statuses = [0, 1, 2, 3, 4, 5, 7, 8].map((status) => map({ status }).status)
  assert.deepEqual(statuses, ['inactive', 'active', 'suspended', 'active', 'active', 'active', 'active', 'active'])
  for (const [status, shown] of [
    [6, '6'],
    [9, '9'],
    [-1, '-1'],
    ['1x', '1x'],
    ['constructor', 'constructor'],
    [null, null],
    [undefined, null],
  ] as const) {
    const account = map({ status })
    assert.deepEqual([account.status, account.vendorStatus], ['unknown', shown])
  }
  assert.equal(map({ status: '2' }).status, 'suspended', 'a code may come as a text')
})

test("the licence follows the state as the spec's table says, whatever the status", () => {
  const licences = [0, 1, 2, 3, 4, null].map((state) => map({ state, status: 1 }).licences)
  assert.deepEqual(licences, [[], ['licence'], [], [], [], []])
  assert.deepEqual(map({ state: 1, status: 2 }).licences, ['licence'])
  assert.equal(map({ state: 3 }).fields['state'], '3')
})

test('a user without a user name goes by the e-mail, and the name is put together', () => {
  assert.equal(map({ username: null, email: 'ana@example.com' }).username, 'ana@example.com')
  assert.deepEqual(
    [map({ firstname: 'Ana', lastname: 'Ng' }).displayName, map({ firstname: 'Ana' }).displayName, map({}).displayName],
    ['Ana Ng', 'Ana', null],
  )
})

test('group and roles come from the user, in the older and in the newer spelling', () => {
  const group = { kind: 'group', externalId: '7' }
  const role = { kind: 'role', externalId: '123' }
  assert.deepEqual(map({ group_id: 7, role_id: [123] }).entitlements, [role, group])
  assert.deepEqual(map({ group_id: 7, role_ids: ['123'] }).entitlements, [role, group])
  assert.deepEqual(map({ group_id: null }).entitlements, [])
})

test('users are read from the envelope and from a bare list alike, 50 at a time', async () => {
  for (const isBare of [false, true]) {
    const { sandbox, client } = await start({ users: 120, isBare })
    const all = await readAll(usersReader(client))
    assert.deepEqual(
      all.records.map((record) => (record as AccountRecord).externalId),
      sandbox.state.view.users.map(({ id }) => id),
    )
    assert.equal(all.pages, 3)
    assert.equal(all.total, isBare ? 120 : null)
    assert.deepEqual((await usersReader(client).readOne!(sandbox.state.view.users[5]!.id)).gone, false)
  }
})

test('roles have their users; listed without them, they are asked for one by one', async () => {
  for (const listsRoleUsers of [true, false]) {
    const { sandbox, client } = await start({ users: 12, groups: 3, listsRoleUsers })
    const lists = await readEverything(onelogin, client)
    const recordsOf = <Kind>(name: string): Kind[] => {
      const list = lists[name]
      assert.ok(list !== undefined && !(list instanceof AppError), name)
      return list.records as Kind[]
    }
    const roles = recordsOf<EntitlementRecord>('roles')
    const grants = recordsOf<GrantRecord>('roleUsers')
    assert.deepEqual(
      roles.map((role) => role.name),
      sandbox.state.view.groups.map(({ name }) => name),
    )
    for (const role of sandbox.state.view.groups) {
      const listed = roles.find(({ externalId }) => externalId === role.id)!.members
      const asked = grants
        .filter((grant) => grant.entitlementExternalId === role.id)
        .map((grant) => grant.accountExternalId)
      assert.deepEqual(
        listsRoleUsers ? [listed, asked] : [asked, listed],
        listsRoleUsers ? [[...role.members], []] : [[...role.members], undefined],
      )
    }
    assert.deepEqual(
      recordsOf<EntitlementRecord>('groups').map(({ kind }) => kind),
      ['group', 'group'],
    )
  }
})

test('roles beyond the first page are read, and only the first request says how large pages are', async () => {
  const { sandbox, client } = await start({ users: 2, groups: 230 })
  const roles = await readAll(openReader(onelogin, 'roles', { client, context: { settings: {} } }))
  assert.deepEqual([roles.records.length, roles.pages, roles.total], [230, 3, 230])
  assert.deepEqual(
    sandbox.calls.filter(({ path }) => path === '/api/2/roles').map(({ query }) => query['limit']),
    ['100', undefined, undefined],
  )
})

test('an error in the envelope of a 200 is an error', async () => {
  const codes = [400, 401, 403, 404, 429, 500, 418].map(
    (code) => onelogin.failure!({ status: { error: true, code, type: 'x', message: 'x' } }, {})?.code,
  )
  assert.deepEqual(codes, [
    'vendor_bad_request',
    'vendor_unauthorized',
    'vendor_forbidden',
    'vendor_not_found',
    'vendor_rate_limited',
    'vendor_unavailable',
    'vendor_bad_response',
  ])
  for (const body of [[], { data: [] }, { status: { error: false, code: 200 } }, { status: 1, id: 5 }])
    assert.equal(onelogin.failure!(body, {}), null)
  const { sandbox, client } = await start({ users: 3 })
  sandbox.plan({
    when: everyCall('/api/1/users'),
    do: {
      kind: 'body',
      body: { status: { error: true, code: 401, type: 'Unauthorized', message: 'Authentication Failure' }, data: [] },
    },
  })
  await assert.rejects(readAll(usersReader(client)), (error) => isAppError(error, 'vendor_unauthorized'))
})

test('the hourly limit says in seconds when it ends', async () => {
  const { sandbox, client } = await start({ users: 3 })
  await onelogin.probe(client, { settings: {} })
  sandbox.rateLimit = { requests: 1, perMs: 3_600_000 }
  await readAll(usersReader(client))
  await assert.rejects(
    readAll(usersReader(client)),
    (error) =>
      isAppError(error, 'vendor_rate_limited') && error.retryAfterMs! > 3_500_000 && error.retryAfterMs! <= 3_600_000,
  )
})

test('a wrong secret and a credential without the scope are told apart', async () => {
  const { sandbox } = await start({ users: 1 })
  const wrong = vendorClient(onelogin, sandbox, { fields: { clientSecret: 'wrong' } })
  await assert.rejects(onelogin.probe(wrong, { settings: {} }), (error) => isAppError(error, 'vendor_unauthorized'))
  sandbox.scopes.clear()
  await assert.rejects(onelogin.probe(vendorClient(onelogin, sandbox), { settings: {} }), (error) =>
    isAppError(error, 'vendor_forbidden'),
  )
})

test('the subdomain is what stands before .onelogin.com and nothing more', () => {
  const field = onelogin.auth[0]!.fields.find(({ name }) => name === 'subdomain')!
  const pattern = new RegExp(field.pattern!.source)
  for (const right of ['acme', 'acme-corp', 'a', 'Acme1']) assert.match(right, pattern)
  for (const wrong of ['acme.onelogin.com', 'https://acme', 'acme/', '-acme', 'acme.evil.example#', ''])
    assert.doesNotMatch(wrong, pattern)
})

test('apps have the people to whom they are assigned; without Read All they are left out with their reason', async () => {
  const { sandbox, client } = await start({ users: 4 })
  const { apps, appUsers } = await readEverything(onelogin, client)
  assert.ok(
    apps !== undefined && !(apps instanceof AppError) && appUsers !== undefined && !(appUsers instanceof AppError),
  )
  assert.deepEqual(
    apps.records.map((app) => [(app as EntitlementRecord).kind, (app as EntitlementRecord).name]),
    [
      ['app', 'Salesforce'],
      ['app', 'Wiki'],
    ],
  )
  assert.equal(appUsers.records.length, 8)
  sandbox.scopes.delete('Read All')
  const less = await readEverything(onelogin, client)
  for (const name of ['apps', 'signIns', 'appSignIns']) {
    assert.ok(isAppError(less[name], 'vendor_forbidden'), name)
    assert.match(less[name].message, /"Read All"/)
  }
  assert.ok(!(less['users'] instanceof AppError))
})

test('sign-ins are asked for by their type and span; those into an app name it', async () => {
  const { sandbox, client } = await start({ users: 12 })
  const context = { settings: {} }
  const since = new Date(Date.now() - 3 * 24 * 60 * 60_000)
  const read = async (name: string) =>
    (await readList(onelogin, name, { client, context, since })).records as ActivityRecord[]
  const recent = sandbox.state.view.users.filter(({ lastActiveAt }) => Date.parse(lastActiveAt!) >= since.getTime())
  assert.deepEqual(
    new Set((await read('signIns')).map(({ accountExternalId, grade }) => `${accountExternalId} ${grade}`)),
    new Set(recent.map(({ id }) => `${id} login`)),
  )
  assert.ok(
    (await read('appSignIns')).every(({ grade, appExternalId }) => grade === 'sso' && appExternalId === '801001'),
  )
  assert.deepEqual(
    new Set(sandbox.calls.filter(({ path }) => path === '/api/1/events').map(({ query }) => query['event_type_id'])),
    new Set(['5', '8']),
  )
})

test('a region is an address of its own, and its form lets nothing else be typed', () => {
  const { fields } = onelogin.auth.find(({ id }) => id === 'region')!
  assert.deepEqual(
    fields
      .find(({ name }) => name === 'subdomain')!
      .choices!.map(({ value }) => onelogin.hosts['api']!.url!.replace('{subdomain}', value)),
    ['https://api.us.onelogin.com', 'https://api.eu.onelogin.com'],
  )
})

test('somebody who exists already is not made twice, and a role that a user does not have is not taken', async () => {
  const { sandbox } = await start({ users: 4, groups: 2 })
  const run = await openActionRun(onelogin, sandbox)
  const { id, email } = sandbox.state.view.users[1]!
  const made = await runAction(onelogin, run, 'create', { email: email.toUpperCase(), givenName: 'A', familyName: 'B' })
  assert.deepEqual(made, { outcome: 'already', account: id })
  const without = sandbox.state.view.groups[1]!
  assert.ok(!without.members.has(id))
  assert.equal((await runAction(onelogin, run, 'removeRole', { account: id, role: without.id })).outcome, 'already')
  assert.deepEqual(sandbox.writes, [])
})
