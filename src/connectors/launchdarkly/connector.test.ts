import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord, EntitlementRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { readAll, readEverything } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import launchdarkly from './connector.ts'
import { mapMember, Member } from './member.ts'
import { startSandbox, type LaunchDarklySandboxOptions } from './sandbox.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: LaunchDarklySandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(launchdarkly, sandbox) }
}

const map = (raw: object): AccountRecord => mapMember(Member.parse({ _id: 'm1', ...raw }))

test("the status table is the spec's: a pending invitation is suspended, and nothing else decides", () => {
  const status = (raw: object) => [map(raw).status, map(raw).vendorStatus]
  assert.deepEqual(status({ _pendingInvite: false }), ['active', 'member'])
  assert.deepEqual(status({ _pendingInvite: true }), ['suspended', 'invite pending'])
  assert.deepEqual(status({ _pendingInvite: false, _verified: false }), ['active', 'member'])
  assert.deepEqual(status({}), ['unknown', null])
  assert.equal(Member.safeParse({ _id: 'm1', _pendingInvite: 'true' }).success, false, 'a text is no flag')
})

test('never seen is no date, however LaunchDarkly says it', () => {
  const seen = [0, -1, 1, -62_135_596_800_000, null, undefined, '1608260796147', 1e300].map(
    (_lastSeen) => map({ _lastSeen }).lastActiveAt,
  )
  assert.deepEqual(new Set(seen), new Set([null]))
  assert.equal(map({ _lastSeen: 1_608_260_796_147 }).lastActiveAt, '2020-12-18T03:06:36.147Z')
})

test('a base role of its own leads; where there is none, the custom roles are the role', () => {
  const customRolesInfo = [
    { _id: '1', name: 'Tester' },
    { id: '2', key: 'ops' },
  ]
  assert.equal(map({ role: 'no_access', customRolesInfo }).role, 'Tester, ops')
  assert.equal(map({ role: 'writer', customRolesInfo }).role, 'writer')
  assert.equal(map({ role: 'no_access' }).role, 'no_access')
  assert.deepEqual(['owner', 'admin', 'writer', 'reader', 'no_access'].map((role) => map({ role }).isAdmin), [
    true, true, false, false, false,
  ]) // prettier-ignore
})

test('teams and custom roles have the ids that the members name', async () => {
  const { sandbox, client } = await start({ users: 12, groups: 3 })
  const someone = sandbox.state.view.users[4]!
  sandbox.state.change(someone.id, { isGuest: true })
  const lists = await readEverything(launchdarkly, client)
  const recordsOf = <Kind>(name: string): Kind[] => {
    const list = lists[name]
    assert.ok(list !== undefined && !(list instanceof AppError), name)
    return list.records as Kind[]
  }
  const accounts = recordsOf<AccountRecord>('members')
  for (const team of recordsOf<EntitlementRecord>('teams')) {
    const members = accounts
      .filter(({ entitlements }) =>
        entitlements!.some((held) => held.kind === 'group' && held.externalId === team.externalId),
      )
      .map(({ externalId }) => externalId)
    assert.deepEqual(members, [...sandbox.state.group(team.externalId)!.members])
  }
  const roles = recordsOf<EntitlementRecord>('roles').map(({ externalId }) => externalId)
  const held = accounts
    .find(({ externalId }) => externalId === someone.id)!
    .entitlements!.filter(({ kind }) => kind === 'role')
  assert.ok(held.length === 1 && roles.includes(held[0]!.externalId))
})

test('a plan without teams and custom roles is a notice: both lists are left out, members are read', async () => {
  const { client } = await start({ users: 3, plan: 'foundation' })
  const lists = await readEverything(launchdarkly, client)
  for (const name of ['teams', 'roles']) {
    const error = lists[name]
    assert.ok(isAppError(error, 'vendor_forbidden'))
    assert.ok(launchdarkly.streams[name]!.absentOn!.includes(error.detail['status'] as number))
  }
  assert.ok(!(lists['members'] instanceof AppError))
})

test('pages are asked for 50 at a time, always in the same version', async () => {
  const { sandbox, client } = await start({ users: 120 })
  const all = await readAll(openReader(launchdarkly, 'members', { client, context: { settings: {} } }))
  assert.deepEqual([all.records.length, all.pages, all.total], [120, 3, 120])
  assert.deepEqual(
    sandbox.calls.map(({ query }) => query['offset']),
    ['0', '50', '100'],
  )
})

test('the probe tells the account; a service token is nobody’s, a personal one is', async () => {
  const { client } = await start({ users: 2 })
  assert.deepEqual(await launchdarkly.probe(client, { settings: {} }), {
    tenantId: '569f183514f4432160000007',
    tenantName: null,
    integrationAccountId: null,
    grantedScopes: null,
  })
  const { sandbox, client: personal } = await start({ users: 2, token: 'personal' })
  const probe = await launchdarkly.probe(personal, { settings: {} })
  assert.equal(probe.integrationAccountId, sandbox.state.view.users[0]!.id)
  const consented = await launchdarkly.probe(vendorClient(launchdarkly, sandbox, { method: 'oauth2' }), {
    settings: {},
  })
  assert.deepEqual(consented.grantedScopes, ['reader'])
})

test('a wider scope reads as well', async () => {
  const { sandbox } = await start({ users: 2 })
  sandbox.scopes.add('writer')
  sandbox.scopes.add('reader')
  sandbox.scopes.add('offline_access')
  const { grantedScopes } = await launchdarkly.probe(vendorClient(launchdarkly, sandbox, { method: 'oauth2' }), {
    settings: {},
  })
  assert.deepEqual(new Set(grantedScopes), new Set(['reader', 'writer']))
})

test('too small a role is named, and a token of another region is explained', async () => {
  const { sandbox, client } = await start({ users: 2 })
  sandbox.scopes.clear()
  await assert.rejects(
    launchdarkly.probe(client, { settings: {} }),
    (error) => isAppError(error, 'vendor_forbidden') && error.message.includes('role "reader"'),
  )
  const wrong = vendorClient(launchdarkly, sandbox, { fields: { token: 'api-00000000' } })
  await assert.rejects(
    launchdarkly.probe(wrong, { settings: {} }),
    (error) => isAppError(error, 'vendor_unauthorized') && /region/.test(error.message),
  )
})

test('the limit says in milliseconds since 1970 when it is over', async () => {
  const { sandbox, client } = await start({ users: 2 })
  sandbox.rateLimit = { requests: 1, perMs: 10_000 }
  const read = () => readAll(openReader(launchdarkly, 'members', { client, context: { settings: {} } }))
  await read()
  await assert.rejects(
    read(),
    (error) => isAppError(error, 'vendor_rate_limited') && error.retryAfterMs! > 5_000 && error.retryAfterMs! <= 11_000,
  )
})

test('keys that are for something else are caught in the form', () => {
  const { pattern } = launchdarkly.auth[0]!.fields.find(({ name }) => name === 'token')!
  assert.match('api-5a4db0e0-1e7c-4a0e-9d3f-0123456789ab', new RegExp(pattern!.source))
  for (const wrong of [
    'sdk-5a4db0e0-1e7c',
    'mob-5a4db0e0-1e7c',
    '5a4db0e01e7c4a0e9d3f0123',
    'Bearer api-5a4db0e0-1e7c',
  ])
    assert.doesNotMatch(wrong, new RegExp(pattern!.source))
})
