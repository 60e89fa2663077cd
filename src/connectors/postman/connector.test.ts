import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord, ActivityRecord, EntitlementRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { connectorBy } from '#kit/surface.ts'
import { readAll, readEverything } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import postman from './connector.ts'
import { startSandbox, type PostmanSandboxOptions } from './sandbox.ts'
import { mapTeamUser, TeamUser } from './user.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

const byScim = connectorBy(postman, 'scim')

async function start(options: PostmanSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return {
    sandbox,
    client: vendorClient(postman, sandbox),
    scimClient: vendorClient(byScim, sandbox, { method: 'scim' }),
  }
}

const map = (roles: string[] | null): AccountRecord => mapTeamUser(TeamUser.parse({ id: 1, roles }))
const recordsOf = <Kind>(lists: Awaited<ReturnType<typeof readEverything>>, name: string): Kind[] => {
  const list = lists[name]
  assert.ok(list !== undefined && !(list instanceof AppError), name)
  return list.records as Kind[]
}

test('roles are compared however Postman spells them; the highest leads', () => {
  assert.deepEqual(
    [
      ['user', 'admin'],
      ['Super Admin'],
      ['super_admin', 'user'],
      ['billing', 'user'],
      ['guest'],
      ['partner'],
      ['new'],
      null,
    ].map((roles) => {
      const { role, isAdmin, isGuest } = map(roles)
      return [role, isAdmin, isGuest]
    }),
    [
      ['admin', true, false],
      ['Super Admin', true, false],
      ['super_admin', true, false],
      ['billing', false, false],
      ['guest', false, true],
      ['partner', false, true],
      ['new', false, false],
      [null, false, false],
    ],
  )
  assert.deepEqual([map(['user']).licences, map(['guest']).licences], [['seat'], []])
})

test('by API key: current members, and groups with their members', async () => {
  const { sandbox, client } = await start({ users: 12, groups: 3 })
  const removed = sandbox.state.view.users[4]!.id
  sandbox.state.deactivate(removed)
  const lists = await readEverything(postman, client)
  const accounts = recordsOf<AccountRecord>(lists, 'users')
  assert.equal(accounts.length, 11)
  assert.ok(accounts.every(({ externalId, status }) => externalId !== removed && status === 'active'))
  assert.deepEqual(
    recordsOf<EntitlementRecord>(lists, 'groups').map(({ externalId, members }) => [externalId, members]),
    sandbox.state.view.groups.map(({ id, members }) => [id, [...members]]),
  )
})

test('by SCIM: whoever was removed from the team is there, and inactive', async () => {
  const { sandbox, scimClient } = await start({ users: 150 })
  const removed = sandbox.state.view.users[4]!.id
  sandbox.state.deactivate(removed)
  const accounts = recordsOf<AccountRecord>(await readEverything(byScim, scimClient), 'users')
  assert.equal(accounts.length, 150)
  const gone = accounts.find(({ externalId }) => externalId === removed)!
  assert.deepEqual([gone.status, gone.licences], ['inactive', []])
  const { email, givenName, familyName } = sandbox.state.view.users[5]!
  assert.deepEqual(
    [accounts[5]!.email, accounts[5]!.displayName, accounts[5]!.licences],
    [email, `${givenName} ${familyName}`, ['seat']],
  )
})

test('a plan without groups is a notice; members are read', async () => {
  const { client } = await start({ users: 2, plan: 'team' })
  const { users, groups } = await readEverything(postman, client)
  assert.ok(!(users instanceof AppError))
  assert.ok(isAppError(groups, 'vendor_forbidden'))
  assert.ok(postman.streams['groups']!.absentOn!.includes(groups.detail['status'] as number))
})

test('the probe tells the team and whose key it is', async () => {
  const { sandbox, client } = await start({ users: 2 })
  assert.deepEqual(await postman.probe(client, { settings: {} }), {
    tenantId: '4711000',
    tenantName: 'Sandbox Inc.',
    tenantDomain: 'sandbox.postman.co',
    integrationAccountId: sandbox.state.view.users[0]!.id,
    grantedScopes: null,
  })
})

test('a key without a team, one of too small a role and a wrong one are told apart', async () => {
  const probeOf = async (options: PostmanSandboxOptions, fields = {}, scopes = ['admin']) => {
    const { sandbox } = await start({ users: 2, ...options })
    sandbox.scopes.clear()
    for (const scope of scopes) sandbox.scopes.add(scope)
    return postman.probe(vendorClient(postman, sandbox, { fields }), { settings: {} })
  }
  await assert.rejects(
    probeOf({ isTeamless: true }),
    (error) => isAppError(error, 'vendor_forbidden') && /without a team/.test(error.message),
  )
  await assert.rejects(
    probeOf({}, {}, []),
    (error) => isAppError(error, 'vendor_forbidden') && /Admin or Super Admin/.test(error.message),
  )
  await assert.rejects(
    probeOf({}, { apiKey: 'PMAK-00000000' }),
    (error) => isAppError(error, 'vendor_unauthorized') && /data region/.test(error.message),
  )
})

test('the wait stands in a header of a spelling of its own', async () => {
  const { sandbox, client } = await start({ users: 2 })
  sandbox.rateLimit = { requests: 1, perMs: 60_000 }
  const read = () => readAll(openReader(postman, 'users', { client, context: { settings: {} } }))
  await read()
  await assert.rejects(
    read(),
    (error) =>
      isAppError(error, 'vendor_rate_limited') && error.retryAfterMs! > 50_000 && error.retryAfterMs! <= 60_000,
  )
})

test('the two kinds of key are not taken for each other in the form', () => {
  const pattern = (method: number, name: string) =>
    new RegExp(postman.auth[method]!.fields.find((field) => field.name === name)!.pattern!.source)
  assert.match('PMAK-5f3a0000-abcd', pattern(0, 'apiKey'))
  assert.doesNotMatch('5f3a0000abcd', pattern(0, 'apiKey'))
  assert.match('5f3a0000abcd', pattern(1, 'token'))
  assert.doesNotMatch('PMAK-5f3a0000-abcd', pattern(1, 'token'))
})

test('the audit log counts who got in and what they did; a failed try is neither, and lower plans have none', async () => {
  const { client } = await start({ users: 3 })
  const events = recordsOf<ActivityRecord>(await readEverything(postman, client), 'auditLog')
  assert.deepEqual([...new Set(events.map(({ grade, action }) => `${grade} ${action}`))].toSorted(), [
    'action collection.created',
    'login user.login_success',
  ])
  assert.equal(events.length, 3 * 2 * 2)
  const { client: team } = await start({ users: 3, plan: 'team' })
  const lists = await readEverything(postman, team)
  assert.ok(isAppError(lists['auditLog'], 'vendor_forbidden'))
  assert.ok(postman.streams['auditLog']!.absentOn!.includes(403))
})
