import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord, EntitlementRecord, GrantRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import { runAction } from '#kit/run-action.ts'
import { everyCall } from '#kit/sandbox-faults.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { openActionRun } from '#test/helpers/action-bench.ts'
import { readAll, readEverything, type ReadAll } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import okta from './connector.ts'
import { startSandbox, type OktaSandboxOptions } from './sandbox.ts'
import { mapOktaUser, OktaUser } from './user.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: OktaSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(okta, sandbox) }
}

const map = (raw: object): AccountRecord => mapOktaUser(OktaUser.parse({ id: '00u1', ...raw }))
const usersReader = (client: Parameters<typeof openReader>[2]['client']) =>
  openReader(okta, 'users', { client, context: { settings: {} } })

function whole(list: ReadAll | AppError | undefined): ReadAll {
  assert.ok(list !== undefined && !(list instanceof AppError))
  return list
}

test("status and licence are the spec's tables; a word that they do not have is shown and changes nobody", () => {
  const rows = [
    ['ACTIVE', 'active', 1],
    ['PASSWORD_EXPIRED', 'active', 1],
    ['RECOVERY', 'active', 1],
    ['LOCKED_OUT', 'active', 1],
    ['SUSPENDED', 'suspended', 1],
    ['STAGED', 'suspended', 0],
    ['PROVISIONED', 'suspended', 0],
    ['DEPROVISIONED', 'inactive', 0],
    ['Active', 'unknown', 0],
    ['constructor', 'unknown', 0],
  ] as const
  for (const [word, status, licences] of rows) {
    const account = map({ status: word })
    assert.deepEqual([account.status, account.vendorStatus, account.licences.length], [status, word, licences])
  }
  assert.deepEqual([map({}).status, map({}).vendorStatus], ['unknown', null])
})

test('the display name is put together where there is none, and the login stands for the user name', () => {
  const profile = { login: 'ana', email: 'ana@example.com', firstName: 'Ana', lastName: 'Ng' }
  const account = map({ profile })
  assert.deepEqual([account.displayName, account.username, account.email], ['Ana Ng', 'ana', 'ana@example.com'])
  assert.equal(map({ profile: { ...profile, displayName: 'Ana N.' } }).displayName, 'Ana N.')
  assert.equal(map({ profile: { email: 'a@example.com' } }).username, 'a@example.com')
})

test('deactivated users are in the list, which is asked for them by name', async () => {
  const { sandbox, client } = await start({ users: 5 })
  sandbox.state.deactivate(sandbox.state.view.users[1]!.id)
  const all = await readAll(usersReader(client))
  assert.equal(all.records.length, 6)
  assert.equal(sandbox.calls.at(-1)!.query['search'], 'status pr')
})

test('the next page is the link that says so, whatever stands beside it', async () => {
  const { sandbox, client } = await start({ users: 450 })
  const all = await readAll(usersReader(client))
  assert.deepEqual([all.records.length, all.pages], [451, 3])
  const reader = usersReader(client)
  const link = (value: string) => ({
    position: reader.first(),
    response: { status: 200, headers: { 'content-type': 'application/json', link: value }, body: Buffer.from('[]') },
  })
  const next = '<https://other.example/api/v1/users?limit=200&after=a%2Fb>; rel="next"'
  assert.deepEqual(reader.parse(link(`<https://x.example/?after=self>; rel="self", ${next}`)).next, { cursor: 'a/b' })
  assert.equal(reader.parse(link('<https://x.example/?after=self>; rel="self"')).next, null)
  assert.throws(
    () => reader.parse(link('<https://x.example/page2>; rel="next"')),
    (error) => isAppError(error, 'vendor_bad_response'),
    'a list that goes on somewhere is not at its end',
  )
  assert.ok(sandbox.calls.every(({ status }) => status === 200 || status === 302))
})

test('the probe tells organisation, domain and own user, by consent and by token', async () => {
  const { sandbox, client } = await start({ users: 2 })
  for (const used of [client, vendorClient(okta, sandbox, { method: 'token' })]) {
    const probe = await okta.probe(used, { settings: {} })
    assert.deepEqual(
      [probe.tenantId, probe.tenantDomain, probe.integrationAccountId],
      ['00o1sandbox', 'sandbox.okta.com', sandbox.state.view.users.at(-1)!.id],
    )
  }
})

test('each required scope that is missing is named at once; the optional one leaves its list out', async () => {
  const { sandbox, client } = await start({ users: 2 })
  for (const { id } of okta.scopes.filter(({ required }) => required)) {
    sandbox.scopes.delete(id)
    await assert.rejects(
      okta.probe(client, { settings: {} }),
      (error) => isAppError(error, 'vendor_forbidden') && error.detail['missing'] === id,
    )
    sandbox.scopes.add(id)
  }
  sandbox.scopes.delete('okta.roles.read')
  const { administrators } = await readEverything(okta, client)
  assert.ok(isAppError(administrators, 'vendor_forbidden'))
  assert.match(administrators.message, /"okta\.roles\.read" \(Tells who is an administrator, and with which roles\)/)
  assert.equal(okta.streams['administrators']!.optional, true)
})

test('consent asks for what makes it last, and for no scope that Okta does not know', async () => {
  const { sandbox, client } = await start({ users: 1 })
  await okta.probe(client, { settings: {} })
  const asked = sandbox.calls.find(({ path }) => path === '/oauth2/v1/authorize')!.query['scope']!.split(' ')
  assert.ok(asked.includes('offline_access'))
  assert.ok(!asked.includes('okta.factors.read'))
  sandbox.authority.expire()
  await okta.probe(client, { settings: {} })
  assert.equal(sandbox.calls.filter(({ path }) => path === '/oauth2/v1/token').length, 2, 'renewed without a person')
})

test('apps have their seats and their holders; whoever was unassigned is none of them', async () => {
  const users = ['00u00000000000000000', '00u00000000000000001', '00u00000000000000002']
  const apps = [
    { id: '0oa1', label: 'CRM', seats: 20, users: { [users[0]!]: 'ACTIVE', [users[1]!]: 'DEPROVISIONED' } },
    { id: '0oa2', label: 'Wiki', users: { [users[2]!]: 'PROVISIONED' } },
  ]
  const { client } = await start({ users: 3, apps })
  const lists = await readEverything(okta, client)
  assert.deepEqual(
    whole(lists['apps']).records.map((app) => [(app as EntitlementRecord).name, (app as EntitlementRecord).seats]),
    [
      ['CRM', 20],
      ['Wiki', null],
    ],
  )
  assert.deepEqual(
    whole(lists['appUsers']).records.map((row) => [
      (row as GrantRecord).entitlementExternalId,
      (row as GrantRecord).accountExternalId,
    ]),
    [
      ['0oa1', users[0]],
      ['0oa2', users[2]],
    ],
  )
})

test('each administrator has the roles that Okta says, also one that the company made', async () => {
  const { sandbox, client } = await start({ users: 4 })
  const owner = sandbox.state.view.users.at(-1)!.id
  const first = sandbox.state.view.users[0]!.id
  const { adminRoles } = await readEverything(okta, client)
  assert.deepEqual(
    (whole(adminRoles).records as GrantRecord[]).map((row) => [
      row.accountExternalId,
      row.entitlementExternalId,
      row.entitlementName,
    ]),
    [
      [first, 'SUPER_ADMIN', 'Super Administrator'],
      [owner, 'SUPER_ADMIN', 'Super Administrator'],
      [owner, 'cr0sandbox', 'Seat keeper'],
    ],
  )
  assert.equal(sandbox.calls.filter(({ path }) => path.endsWith('/roles')).length, 2, 'nobody else is asked for')
})

test('a login that looks like an id does not bring somebody else back', async () => {
  const { sandbox, client } = await start({ users: 3 })
  const { id } = sandbox.state.view.users[1]!
  sandbox.state.remove(id)
  sandbox.state.add({ email: id })
  assert.deepEqual(await usersReader(client).readOne!(id), { gone: true })
})

test('a feature that was not bought is told as such', async () => {
  const { sandbox, client } = await start({ users: 1 })
  sandbox.plan({
    when: everyCall('/api/v1/iam/assignees/users'),
    do: {
      kind: 'status',
      status: 403,
      headers: { 'content-type': 'application/json' },
      body: { errorCode: 'E0000015' },
    },
  })
  const { administrators } = await readEverything(okta, client)
  assert.ok(isAppError(administrators, 'vendor_plan_required'))
})

test('a full bucket says when it is empty again', async () => {
  const { sandbox, client } = await start({ users: 1 })
  await okta.probe(client, { settings: {} })
  sandbox.rateLimit = { requests: 1, perMs: 90_000 }
  await readAll(usersReader(client))
  await assert.rejects(
    readAll(usersReader(client)),
    (error) =>
      isAppError(error, 'vendor_rate_limited') && error.retryAfterMs! > 80_000 && error.retryAfterMs! < 100_000,
  )
})

test('the domain is the one where people sign in', () => {
  for (const { fields } of okta.auth) {
    const { pattern } = fields.find(({ name }) => name === 'domain')!
    for (const right of ['acme.okta.com', 'acme.oktapreview.com', 'acme.okta-emea.com', 'login.acme.example'])
      assert.match(right, new RegExp(pattern!.source), right)
    for (const wrong of ['acme', 'acme-admin.okta.com', 'https://acme.okta.com', 'acme.okta.com/app', 'acme okta.com'])
      assert.doesNotMatch(wrong, new RegExp(pattern!.source), wrong)
  }
  const token = okta.auth.find(({ id }) => id === 'token')!.fields.find(({ name }) => name === 'token')!
  assert.doesNotMatch('SSWS 00abc', new RegExp(token.pattern!.source))
})

test('an action that Okta would undo, or refuse in this state, is refused in words that help, and nothing is sent', async () => {
  const { sandbox } = await start({ users: 4, groups: 2 })
  const run = await openActionRun(okta, sandbox)
  const account = sandbox.state.view.users[1]!.id
  const app = sandbox.apps[0]!
  app.viaGroup = [account]
  const sent = sandbox.writes.length
  const saying = (text: RegExp) => (error: unknown) => isAppError(error, 'action_refused') && text.test(error.message)
  await assert.rejects(runAction(okta, run, 'removeApp', { account, app: app.id }), saying(/through a group/))
  await assert.rejects(runAction(okta, run, 'delete', { account }), saying(/Deactivate first/))
  sandbox.state.change(account, { raw: { status: 'SUSPENDED' } })
  await assert.rejects(runAction(okta, run, 'activate', { account }), saying(/only staged and deactivated/))
  sandbox.state.change(account, { raw: { status: 'LOCKED_OUT' } })
  await assert.rejects(runAction(okta, run, 'suspend', { account }), saying(/only users whose status is Active/))
  assert.equal(sandbox.writes.length, sent)

  // Whom the credential belongs to, Okta has told.
  await assert.rejects(runAction(okta, run, 'suspend', { account: run.integrationAccountId }), (error) =>
    isAppError(error, 'action_protected'),
  )
  const everyone = sandbox.state.view.groups[0]!.id
  await assert.rejects(runAction(okta, run, 'removeFromGroup', { account, group: everyone }), saying(/kind of group/))
  assert.equal(sandbox.writes.length, sent + 1)
})
