import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import { runAction } from '#kit/run-action.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { openActionRun } from '#test/helpers/action-bench.ts'
import { readEverything, syncContext } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import clickwrap from './connector.ts'
import { mapMember, Member, usersOf } from './member.ts'
import { ACCOUNT, startSandbox, type ClickwrapSandboxOptions } from './sandbox.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: ClickwrapSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(clickwrap, sandbox) }
}

const map = (raw: object): AccountRecord => mapMember(Member.parse({ id: 1, ...raw }))

async function users(client: ReturnType<typeof vendorClient>, settings = {}): Promise<AccountRecord[]> {
  const { users: list } = await readEverything(clickwrap, client, settings)
  assert.ok(list !== undefined && !(list instanceof AppError))
  return list.records as AccountRecord[]
}

test("the spec's fields are offered under its names, and both of its credentials", () => {
  assert.deepEqual(
    clickwrap.sourceFields.slice(0, 7).map(({ name }) => name),
    ['Email', 'Locale', 'Name', 'Time Zone', 'User Id', 'Verified', 'Verified Time'],
  )
  const { fields } = clickwrap.auth.find(({ id }) => id === 'client-credentials')!
  assert.deepEqual(
    fields.map(({ name }) => name),
    ['clientId', 'clientSecret'],
  )
  assert.equal(clickwrap.hosts['token']!.url, undefined, 'an address that is not published is not made up')
})

test('who has verified the address is active, who has not is invited, and silence says nothing', () => {
  assert.deepEqual(
    [true, false, null, undefined].map((verified) => [map({ verified }).status, map({ verified }).licences.length]),
    [
      ['active', 1],
      ['invited', 0],
      ['unknown', 0],
      ['unknown', 0],
    ],
  )
  assert.equal(map({ verified: true, verified_time: '2026-01-05T10:00:00.000Z' }).lastActiveAt, null)
})

test('a membership is read as its user, once and the same when it is read again', () => {
  const body = { data: [{ id: '557b', role: 'admin', created_time: '2026-01-04T10:00:00.000Z', user: { id: 101 } }] }
  const first = structuredClone(usersOf(body))
  assert.deepEqual(first, [{ id: 101, role: 'admin', created_time: '2026-01-04T10:00:00.000Z' }])
  assert.deepEqual(usersOf(body), first)
})

test('one site is read with the roles there; several are read as the account, and the sites are groups', async () => {
  const one = await start({ users: 6 })
  const [owner, member] = await users(one.client)
  assert.deepEqual([owner!.role, owner!.isAdmin, member!.role, member!.isAdmin], ['owner', true, 'member', false])
  const several = await start({ users: 6, sites: 2 })
  const all = await users(several.client)
  assert.deepEqual(
    all.map(({ externalId, role }) => [externalId, role]),
    several.sandbox.state.view.users.map(({ id }) => [id, null]),
  )
  assert.ok(several.sandbox.calls.some(({ path }) => path === `/v1.1/accounts/${ACCOUNT}/members`))
  const second = several.sandbox.state.view.groups[1]!
  assert.deepEqual(
    (await users(several.client, { siteId: second.id })).map(({ externalId }) => externalId),
    [...second.members],
  )
})

test('a site that the token does not see is told by the name of its setting; a token without sites, as such', async () => {
  const { sandbox, client } = await start({ users: 1 })
  await assert.rejects(
    clickwrap.probe(client, { settings: { siteId: '1' } }),
    (error) => isAppError(error, 'vendor_forbidden') && /"Site ID"/.test(error.message),
  )
  for (const { id } of sandbox.state.view.groups) sandbox.state.removeGroup(id)
  await assert.rejects(
    clickwrap.probe(client, { settings: {} }),
    (error) => isAppError(error, 'vendor_forbidden') && /no site/.test(error.message),
  )
})

test('a vendor that does not keep to a filter proves nobody gone, unless it shows everybody', async () => {
  for (const [users_, isConclusive] of [
    [20, true],
    [150, false],
  ] as const) {
    const { sandbox, client } = await start({ users: users_, filters: false })
    const reader = openReader(clickwrap, 'users', { client, context: await syncContext(clickwrap, client) })
    const last = sandbox.state.view.users.at(-1)!.id
    sandbox.state.remove(last)
    if (isConclusive) assert.deepEqual(await reader.readOne!(last), { gone: true })
    else await assert.rejects(reader.readOne!(last), (error) => isAppError(error, 'vendor_bad_response'))
  }
})

test('a page that does not say whether there is more is no end of the list', async () => {
  const { sandbox, client } = await start({ users: 3 })
  sandbox.plan({
    when: ({ path }) => path.endsWith('/memberships'),
    do: { kind: 'edit', run: (body) => void delete (body as { has_more?: boolean }).has_more },
  })
  await assert.rejects(users(client), (error) => isAppError(error, 'vendor_bad_response'))
})

test('somebody who is not on the site cannot be given a role there', async () => {
  const { sandbox } = await start({ users: 6, sites: 2 })
  const run = await openActionRun(clickwrap, sandbox)
  const site = sandbox.state.view.groups[1]!
  const outsider = sandbox.state.view.users.find(({ id }) => !site.members.has(id))!
  await assert.rejects(
    runAction(clickwrap, run, 'changeRole', { account: outsider.id, group: site.id, role: 'admin' }),
    (error) => isAppError(error, 'action_target_missing'),
  )
  assert.deepEqual(sandbox.writes, [])
})

test('the way back from a new role is the role from before', async () => {
  const { sandbox } = await start({ users: 3 })
  const run = await openActionRun(clickwrap, sandbox)
  const input = { account: sandbox.state.view.users[1]!.id, group: sandbox.state.view.groups[0]!.id, role: 'admin' }
  const verdict = await runAction(clickwrap, run, 'changeRole', input)
  assert.ok(verdict.outcome === 'done')
  assert.deepEqual(verdict.undo, { action: 'changeRole', input: { ...input, role: 'member' } })
})
