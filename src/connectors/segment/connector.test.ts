import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord, ActivityRecord, GrantRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import { runAction } from '#kit/run-action.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { readEverything, readList, syncContext, type ReadAll } from '#test/helpers/read-all.ts'
import { vendorClient, vendorDoors } from '#test/helpers/vendor-client.ts'
import segment from './connector.ts'
import { startSandbox, type SegmentSandboxOptions } from './sandbox.ts'
import { mapSegmentUser, SegmentUser } from './user.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: SegmentSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(segment, sandbox) }
}

const context = { settings: {} }
const map = (raw: object): AccountRecord => mapSegmentUser(SegmentUser.parse({ id: 'u1', ...raw }))

function whole(list: ReadAll | AppError | undefined): ReadAll {
  assert.ok(list !== undefined && !(list instanceof AppError))
  return list
}

test('whoever is listed is active, whoever is only invited is invited, and goes by the address', async () => {
  const { client } = await start({ users: 3, invited: ['New.One@Example.com'] })
  const { records, total } = await readList(segment, 'users', { client, context })
  assert.deepEqual(
    records.map((row) => (row as AccountRecord).status),
    ['active', 'active', 'active', 'invited'],
  )
  assert.equal((records.at(-1) as AccountRecord).externalId, 'invite:new.one@example.com')
  assert.equal(total, 4)
})

test('an invitation that was accepted is over under its own name', async () => {
  const { sandbox, client } = await start({ users: 1, invited: ['new@example.com'] })
  sandbox.invited.delete('new@example.com')
  assert.deepEqual(await openReader(segment, 'users', { client, context }).readOne!('invite:new@example.com'), {
    gone: true,
  })
})

test('an owner of the workspace is an administrator; the same role over something smaller makes none', () => {
  const permission = (roleName: string, type: string) => ({ roleId: roleName, roleName, resources: [{ type }] })
  const cases: [object[], boolean, string | null][] = [
    [[permission('Source Admin', 'SOURCE'), permission('Workspace Owner', 'WORKSPACE')], true, 'Workspace Owner'],
    [[permission('Workspace Owner', 'SOURCE')], false, 'Workspace Owner'],
    [[permission('Source Admin', 'WORKSPACE')], false, 'Source Admin'],
    [[], false, null],
  ]
  for (const [permissions, isAdmin, role] of cases) {
    const account = map({ permissions })
    assert.deepEqual([account.isAdmin, account.role], [isAdmin, role])
  }
})

test('only an invitation may lack an id', () => {
  assert.equal(SegmentUser.safeParse({ invited: 'a@example.com' }).success, true)
  for (const raw of [{ email: 'a@example.com' }, { invited: '' }, { invited: 7 }, {}])
    assert.equal(SegmentUser.safeParse(raw).success, false, JSON.stringify(raw))
})

test('groups have their people and those who are invited into them', async () => {
  const { sandbox, client } = await start({ users: 2, groups: 1, invited: ['new@example.com'] })
  const group = sandbox.state.view.groups[0]!
  group.members.add('new@example.com')
  const { groupMembers } = await readEverything(segment, client)
  assert.deepEqual(
    whole(groupMembers).records.map((row) => (row as GrantRecord).accountExternalId),
    [...sandbox.state.view.users.map(({ id }) => id), 'invite:new@example.com'],
  )
})

test('a workspace without groups is read all the same', async () => {
  const { client } = await start({ users: 3, plan: 'team' })
  const lists = await readEverything(segment, client)
  assert.ok(isAppError(lists['groups'], 'vendor_forbidden'))
  assert.equal(segment.streams['groups']!.optional, true)
  assert.equal(whole(lists['users']).records.length, 3)
})

test('a change says who was at work, by address; what Segment does by itself says nothing', async () => {
  const { sandbox, client } = await start({ users: 3 })
  const { changes } = await readEverything(segment, client)
  const events = whole(changes).records as ActivityRecord[]
  assert.deepEqual(
    [...new Set(events.map(({ accountExternalId, grade }) => `${accountExternalId} ${grade}`))],
    [`${sandbox.state.view.users[0]!.email} action`],
  )
})

test('the probe tells the workspace', async () => {
  const { client } = await start({ users: 1 })
  const probe = await segment.probe(client, context)
  assert.deepEqual([probe.tenantId, probe.tenantName], ['9aQ1Lj62S4bomZKLF4DPqW', 'Sandbox'])
})

test('a token of another region, or none, is told as such; one without the role too', async () => {
  const { sandbox, client } = await start({ users: 1 })
  for (const status of [401, 403, 404]) {
    const fault = sandbox.plan({ when: ({ path }) => path === '/', do: { kind: 'status', status } })
    await assert.rejects(
      segment.probe(client, context),
      (error) => isAppError(error, 'vendor_unauthorized') && /in this region/.test(error.message),
    )
    fault.cancel()
  }
  sandbox.scopes.delete('workspace-owner')
  await assert.rejects(
    segment.probe(client, context),
    (error) => isAppError(error, 'vendor_forbidden') && /the role Workspace Owner/.test(error.message),
  )
})

test('errors inside a 200 are no empty list', async () => {
  const { sandbox, client } = await start({ users: 1 })
  sandbox.plan({
    when: ({ path }) => path === '/users',
    do: { kind: 'body', body: { errors: [{ type: 'forbidden', message: 'No.' }] } },
  })
  await assert.rejects(readList(segment, 'users', { client, context }), (error) =>
    isAppError(error, 'vendor_bad_response'),
  )
})

test('an owner is not removed from the workspace, and the reason is said', async () => {
  const { sandbox, client } = await start({ users: 3 })
  const run = {
    ...vendorDoors(segment, sandbox),
    context: await syncContext(segment, client),
    integrationAccountId: null,
    grantedScopes: null,
    idempotencyKey: 'i',
  }
  const owner = sandbox.state.view.users.find(({ isAdmin }) => isAdmin)!
  await assert.rejects(
    runAction(segment, run, 'remove', { account: owner.id }),
    (error) => isAppError(error, 'action_refused') && /Owners of the workspace/.test(error.message),
  )
  assert.deepEqual(sandbox.writes, [])
})

test('an invitation names the role by the id that it has in this workspace', async () => {
  const { sandbox, client } = await start({ users: 1 })
  const { settings } = await syncContext(segment, client)
  assert.equal(settings['workspaceId'], '9aQ1Lj62S4bomZKLF4DPqW')
  const { request } = segment.actions!['invite']!
  const { json } = request({ email: 'a@example.com', role: 'Source Admin' }, { settings })
  const roles = (await readList(segment, 'roles', { client, context })).records
  assert.match(JSON.stringify(json), new RegExp(`"roleId":"${(roles[2] as { externalId: string }).externalId}"`))
  assert.deepEqual(sandbox.writes, [])
})
