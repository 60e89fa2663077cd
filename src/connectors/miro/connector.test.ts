import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord, ActivityRecord, GrantRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import { nthCall } from '#kit/sandbox-faults.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { connectorBy } from '#kit/surface.ts'
import { readAll, readEverything, syncContext } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import miro from './connector.ts'
import { licencesOf, mapMember, Member } from './member.ts'
import { startSandbox, type MiroSandboxOptions } from './sandbox.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

const byScim = connectorBy(miro, 'scim')

async function start(options: MiroSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return {
    sandbox,
    client: vendorClient(miro, sandbox, { method: 'oauth2' }),
    scimClient: vendorClient(byScim, sandbox, { method: 'scim' }),
  }
}

const map = (raw: object): AccountRecord => mapMember(Member.parse({ id: 'm1', ...raw }))

test("the status is the spec's: active or inactive, and no third from what is merely unused", () => {
  assert.equal(map({ active: true }).status, 'active')
  assert.equal(map({ active: false }).status, 'inactive')
  assert.equal(map({ active: true, lastActivityAt: '' }).status, 'active', 'never used is not invited')
  assert.equal(map({}).status, 'unknown')
  assert.equal(Member.safeParse({ id: 'm1', active: 'false' }).success, false)
})

test('guests and admins are told by role, and a licence by its word or its name', () => {
  const roles = ['organization_internal_admin', 'organization_internal_user', 'organization_external_user', 'organization_team_guest_user', 'unknown'] // prettier-ignore
  assert.deepEqual(
    roles.map((role) => map({ role }).isGuest),
    [false, false, true, true, false],
  )
  assert.deepEqual(
    roles.map((role) => map({ role }).isAdmin),
    [true, false, false, false, false],
  )
  assert.deepEqual(
    ['full', 'Full', 'Full (Trial)', 'free_restricted', 'Free Restricted', 'unknown', 'Starter', null].map(licencesOf),
    [['full'], ['full'], ['full_trial'], ['free_restricted'], ['free_restricted'], [], ['starter'], []],
  )
})

test('by consent: members page by page, teams, and who is in each', async () => {
  const { sandbox, client } = await start({ users: 120, groups: 3 })
  const lists = await readEverything(miro, client)
  const recordsOf = <Kind>(name: string): Kind[] => {
    const list = lists[name]
    assert.ok(list !== undefined && !(list instanceof AppError), name)
    return list.records as Kind[]
  }
  assert.equal(recordsOf('members').length, 120)
  const grants = recordsOf<GrantRecord>('teamMembers')
  for (const { id, members } of sandbox.state.view.groups)
    assert.deepEqual(
      grants.filter((grant) => grant.entitlementExternalId === id).map((grant) => grant.accountExternalId),
      [...members],
    )
})

test('by SCIM: names and departments, guests left out; the same account is the same id', async () => {
  const { sandbox, scimClient } = await start({ users: 6 })
  const guest = sandbox.state.view.users[3]!.id
  sandbox.state.change(guest, { isGuest: true })
  const gone = sandbox.state.view.users[4]!.id
  sandbox.state.deactivate(gone)
  const lists = await readEverything(byScim, scimClient)
  assert.deepEqual(Object.keys(lists), ['users', 'groups', 'memberships'])
  const { users } = lists
  assert.ok(users !== undefined && !(users instanceof AppError))
  const accounts = users.records as AccountRecord[]
  assert.ok(accounts.every(({ externalId }) => externalId !== guest))
  assert.equal(accounts.find(({ externalId }) => externalId === gone)!.status, 'inactive')
  const [first] = accounts
  assert.deepEqual([first!.isAdmin, first!.role, first!.licences], [true, 'ORGANIZATION_INTERNAL_ADMIN', ['full']])
  assert.ok(first!.givenName !== null && first!.fields['department'] !== undefined)
  const context = await syncContext(byScim, scimClient)
  assert.deepEqual(await openReader(byScim, 'users', { client: scimClient, context }).readOne!(guest), { gone: true })
})

test("the SCIM specification's fields are offered under its names", () => {
  const names = new Set(byScim.sourceFields.map(({ name }) => name))
  for (const name of ['Active?', 'Family name', 'First name', 'Id', 'Resource Type', 'User type', 'Username'])
    assert.ok(names.has(name), name)
})

test('nothing of one interface is left in the other', () => {
  assert.equal(miro.failure, undefined)
  assert.notEqual(byScim.failure, undefined)
  assert.deepEqual(Object.keys(byScim.streams), ['users', 'groups', 'memberships'])
  assert.equal(connectorBy(miro, 'oauth2'), miro)
  assert.equal(connectorBy(miro, 'constructor'), miro)
  assert.deepEqual(byScim.auth, miro.auth, 'a connection may change over')
})

test('the probe tells the organisation, whose token it is and its scopes', async () => {
  const { sandbox, client } = await start({ users: 2 })
  assert.deepEqual(await miro.probe(client, { settings: {} }), {
    tenantId: '3074457345618265000',
    tenantName: 'Sandbox Inc.',
    integrationAccountId: sandbox.state.view.users[0]!.id,
    grantedScopes: ['organizations:read', 'organizations:teams:read', 'organizations:teams:write', 'auditlogs:read'],
  })
})

test('a missing scope is named, a plan below Enterprise is explained, a dead token is unauthorised though Miro says 400', async () => {
  const { sandbox, client } = await start({ users: 2 })
  sandbox.scopes.delete('organizations:read')
  await assert.rejects(
    miro.probe(client, { settings: {} }),
    (error) => isAppError(error, 'vendor_forbidden') && error.message.includes('"organizations:read"'),
  )
  const { client: business } = await start({ users: 2, plan: 'business' })
  await assert.rejects(
    miro.probe(business, { settings: {} }),
    (error) => isAppError(error, 'vendor_plan_required') && /Company Admin/.test(error.message),
  )
  const { sandbox: other, client: dead } = await start({ users: 2 })
  other.plan({ when: nthCall('/v1/oauth-token', 1), do: { kind: 'status', status: 400 } })
  await assert.rejects(miro.probe(dead, { settings: {} }), (error) => isAppError(error, 'vendor_unauthorized'))
})

test('without the scope for teams they are left out, and members are read', async () => {
  const { sandbox, client } = await start({ users: 2 })
  sandbox.scopes.delete('organizations:teams:read')
  const lists = await readEverything(miro, client)
  assert.ok(
    isAppError(lists['teams'], 'vendor_forbidden') && lists['teams'].message.includes('organizations:teams:read'),
  )
  assert.ok(!(lists['members'] instanceof AppError))
})

test('used-up credits say when there are new ones', async () => {
  const { sandbox, client } = await start({ users: 2 })
  const context = await syncContext(miro, client)
  sandbox.rateLimit = { requests: 1, perMs: 60_000 }
  const read = () => readAll(openReader(miro, 'members', { client, context }))
  await read()
  await assert.rejects(read(), (error) => isAppError(error, 'vendor_rate_limited') && error.retryAfterMs! > 30_000)
})

test('consent is asked for without a code challenge, which Miro does not know', () => {
  const { scheme } = miro.auth[0]!
  assert.ok(scheme.kind === 'oauth2-code' && !scheme.pkce && scheme.clientAuth === 'body')
})

test('the audit log counts what people did, and a sign-in as one; below Enterprise it is left out', async () => {
  const { sandbox, client } = await start({ users: 3 })
  const { auditLog } = await readEverything(miro, client)
  assert.ok(auditLog !== undefined && !(auditLog instanceof AppError))
  const events = auditLog.records as ActivityRecord[]
  assert.deepEqual([...new Set(events.map(({ grade, action }) => `${grade} ${action}`))].toSorted(), [
    'action board_opened',
    'login sign_in_succeeded',
  ])
  assert.equal(events.length, 2 * 2 * 3)
  sandbox.scopes.delete('auditlogs:read')
  const without = await readEverything(miro, client)
  assert.ok(isAppError(without['auditLog'], 'vendor_forbidden'))
  assert.match(without['auditLog'].message, /"auditlogs:read" \(Tells who signed in/)
  assert.equal(miro.streams['auditLog']!.optional, true)
})

test('a change by SCIM is written as Miro’s own description writes it', () => {
  const json = (name: string) =>
    byScim.actions![name]!.request({ account: 'u"1', group: 'g' }, { settings: {} }).json as { Operations: unknown[] }
  assert.deepEqual(json('deactivate').Operations, [{ op: 'Replace', path: 'active', value: 'false' }])
  assert.deepEqual(json('removeFromGroup').Operations, [{ op: 'Remove', path: 'members', value: [{ value: 'u"1' }] }])
})
