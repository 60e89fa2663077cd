import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { EntitlementRecord, GrantRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import { everyCall, nthCall } from '#kit/sandbox-faults.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { readAddressed, readAll, readEverything, syncContext } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import scim from './connector.ts'
import { startSandbox, type ScimSandboxOptions } from './sandbox.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: ScimSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(scim, sandbox) }
}

const listCalls = (sandbox: Sandbox, path = '/scim/v2/Users') => sandbox.calls.filter((call) => call.path === path)
const idsOf = (all: { records: readonly object[] } | undefined) =>
  all?.records.map((record) => (record as { externalId: string }).externalId)

test('the page size is 200, less where the service gives less, and what the admin says below that', async () => {
  const learned = async (options: ScimSandboxOptions, settings = {}) => {
    const { client } = await start({ users: 1, groups: 0, ...options })
    return (await syncContext(scim, client, settings)).settings['pageSize']
  }
  assert.equal(await learned({ maxResults: 1_000 }), 200)
  assert.equal(await learned({ maxResults: 50 }), 50)
  assert.equal(await learned({ maxResults: 1_000 }, { pageSize: '500' }), 500)
  assert.equal(await learned({ maxResults: 100 }, { pageSize: '500' }), 100)
  assert.equal(await learned({ hasServiceProviderConfig: false }), 200)
})

test('cursors are used where the service has no index paging or prefers cursors', async () => {
  const cases = [
    ['index', 'index'],
    ['cursor', 'cursor'],
    ['both, cursor first', 'cursor'],
    ['both, index first', 'index'],
  ] as const
  for (const [paging, expected] of cases) {
    const { sandbox, client } = await start({ users: 45, groups: 0, paging, maxResults: 20 })
    const context = await syncContext(scim, client)
    assert.equal(context.settings['paging'], expected, paging)
    const all = await readAll(openReader(scim, 'users', { client, context }))
    assert.deepEqual(
      idsOf(all),
      sandbox.state.view.users.map(({ id }) => id),
      paging,
    )
    assert.equal(all.pages, 3)
    const [first, second] = listCalls(sandbox)
    if (expected === 'cursor')
      assert.deepEqual([first!.query, second!.query['startIndex']], [{ count: '20', cursor: '' }, undefined])
    else
      assert.deepEqual(
        [first!.query, second!.query],
        [
          { count: '20', startIndex: '1' },
          { count: '20', startIndex: '21' },
        ],
      )
  }
})

test('a service that does not tell how it pages is paged by index; one that is down is not judged by that', async () => {
  for (const status of [404, 501, 401, 403, 400]) {
    const { sandbox, client } = await start({ users: 1 })
    const fault = sandbox.plan({ when: everyCall('/scim/v2/ServiceProviderConfig'), do: { kind: 'status', status } })
    assert.deepEqual(await syncContext(scim, client), { settings: { paging: 'index', pageSize: 200 } }, String(status))
    assert.equal(fault.fired, 1)
  }
  for (const effect of [
    { kind: 'html' },
    { kind: 'body', body: { pagination: 'no', filter: { maxResults: -1 } } },
  ] as const) {
    const { sandbox, client } = await start({ users: 1 })
    sandbox.plan({ when: everyCall('/scim/v2/ServiceProviderConfig'), do: effect })
    assert.deepEqual(await syncContext(scim, client), { settings: { paging: 'index', pageSize: 200 } }, effect.kind)
  }
  const { sandbox, client } = await start({ users: 1 })
  sandbox.plan({ when: everyCall('/scim/v2/ServiceProviderConfig'), do: { kind: 'status', status: 503 } })
  await assert.rejects(syncContext(scim, client), (error) => isAppError(error, 'vendor_unavailable'))
})

test('an addressed list is whole although the service gives smaller pages than asked, or a short one in the middle', async () => {
  const { sandbox, client } = await start({ users: 95, groups: 0, maxResults: 30, hasServiceProviderConfig: false })
  const reader = openReader(scim, 'users', { client, context: await syncContext(scim, client) })
  const fault = sandbox.plan({
    when: nthCall('/scim/v2/Users', 2),
    do: { kind: 'edit', run: (body) => void (body as { Resources: unknown[] }).Resources.splice(20) },
  })
  const all = await readAddressed(reader)
  assert.deepEqual(
    idsOf(all)!.toSorted(),
    sandbox.state.view.users.map(({ id }) => id),
  )
  assert.equal(fault.fired, 1)
  assert.equal(all!.pages, 5, 'four pages and what the short one left out')
  assert.deepEqual(listCalls(sandbox).at(-1)!.query, { startIndex: '51', count: '10' })
})

test('rows that move between pages hide someone; asked for by id, they are there', async () => {
  const { sandbox, client } = await start({ users: 60, groups: 0, maxResults: 20 })
  const context = await syncContext(scim, client)
  const reader = openReader(scim, 'users', { client, context })
  const hidden = sandbox.state.view.users[20]!.id
  const gone = sandbox.state.view.users[0]!.id
  const fault = sandbox.plan({
    when: nthCall('/scim/v2/Users', 2),
    do: { kind: 'before', run: (state) => void state.remove(gone) },
  })
  const all = await readAll(reader)
  assert.equal(fault.fired, 1)
  assert.equal(idsOf(all)!.includes(hidden), false)
  const again = await reader.readOne!(hidden)
  assert.ok(!again.gone)
  assert.equal((reader.record(again.raw) as { record: { externalId: string } }).record.externalId, hidden)
  assert.deepEqual(await reader.readOne!(gone), { gone: true })
})

test('groups that are listed without members are asked for one by one, nested groups left out', async () => {
  const { sandbox, client } = await start({ users: 12, groups: 3, listsMembers: false })
  sandbox.plan({
    when: everyCall('/scim/v2/Groups/group-0'),
    do: {
      kind: 'edit',
      run: (body) => void (body as { members: unknown[] }).members.push({ value: 'group-1', type: 'Group' }),
    },
  })
  const { groups, memberships } = (await readEverything(scim, client)) as unknown as {
    groups: { records: EntitlementRecord[] }
    memberships: { records: GrantRecord[] }
  }
  assert.deepEqual(
    groups.records.map(({ members }) => members),
    [undefined, undefined, undefined],
  )
  for (const group of sandbox.state.view.groups) {
    const members = memberships.records
      .filter((grant) => grant.entitlementExternalId === group.id)
      .map((grant) => grant.accountExternalId)
    assert.deepEqual(members, [...group.members])
  }
})

test('groups that are listed with their members are not asked for again', async () => {
  const { sandbox, client } = await start({ users: 12, groups: 2 })
  const { groups } = (await readEverything(scim, client)) as unknown as { groups: { records: EntitlementRecord[] } }
  assert.deepEqual(
    groups.records.map(({ members }) => members),
    sandbox.state.view.groups.map(({ members }) => [...members]),
  )
  assert.equal(
    sandbox.calls.some((call) => call.path.startsWith('/scim/v2/Groups/')),
    false,
  )
})

test('a service without groups has none, and its users are read all the same', async () => {
  const { sandbox, client } = await start({ users: 5, hasGroups: false })
  const lists = await readEverything(scim, client)
  assert.equal((lists['users'] as { records: unknown[] }).records.length, 5)
  const error = lists['groups']
  assert.ok(error instanceof AppError)
  assert.ok(scim.streams['groups']!.absentOn!.includes(error.detail['status'] as number))
  assert.equal(sandbox.writes.length, 0)
})

test('the filter of the settings is sent with every page, and one that the service does not know fails the list', async () => {
  const { sandbox, client } = await start({ users: 45, groups: 0, maxResults: 20 })
  for (const { id } of sandbox.state.view.users.slice(0, 22)) sandbox.state.deactivate(id)
  const context = await syncContext(scim, client, { usersFilter: 'active eq true' })
  const all = await readAll(openReader(scim, 'users', { client, context }))
  assert.equal(all.records.length, 23)
  assert.deepEqual(
    listCalls(sandbox).map(({ query }) => query['filter']),
    ['active eq true', 'active eq true'],
  )
  const wrong = await syncContext(scim, client, { usersFilter: 'shoeSize gt 44' })
  await assert.rejects(readAll(openReader(scim, 'users', { client, context: wrong })), (error) =>
    isAppError(error, 'vendor_bad_request'),
  )
})

test('the header of the settings goes along with every request', async () => {
  const { sandbox, client } = await start({ users: 3, groups: 1, listsMembers: false })
  const seen: (string | undefined)[] = []
  sandbox.plan({
    when: ({ headers }) => seen.push(headers['x-tenant']) > 0,
    do: { kind: 'delay', ms: 0 },
  })
  const settings = { extraHeader: 'X-Tenant: acme corp' }
  await scim.probe(client, { settings })
  await readEverything(scim, client, settings)
  assert.ok(seen.length >= 5)
  assert.deepEqual([...new Set(seen)], ['acme corp'])
  const field = scim.settings.find(({ name }) => name === 'extraHeader')!
  const pattern = new RegExp(field.pattern!.source)
  assert.match(settings.extraHeader, pattern)
  for (const wrong of ['Host: evil.example', 'Authorization: Bearer x', 'X-A: b\r\nHost: c', 'X-A'])
    assert.doesNotMatch(wrong, pattern)
})

test('every way to authorise is let in, and a wrong token is refused', async () => {
  const { sandbox } = await start({ users: 1 })
  for (const { id } of scim.auth) await scim.probe(vendorClient(scim, sandbox, { method: id }), { settings: {} })
  const wrong = vendorClient(scim, sandbox, { fields: { token: 'wrong' } })
  await assert.rejects(scim.probe(wrong, { settings: {} }), (error) => isAppError(error, 'vendor_unauthorized'))
})

test('an address that is no SCIM service is told in words that help', async () => {
  const { sandbox } = await start({ users: 1 })
  const probe = (host: string) => scim.probe(vendorClient(scim, sandbox, { hosts: { scim: host } }), { settings: {} })
  await assert.rejects(
    probe(sandbox.url),
    (error) => isAppError(error, 'vendor_not_found') && /Check the base URL/.test(error.message),
  )
  sandbox.plan({ when: everyCall('/scim/v2/Users'), times: 1, do: { kind: 'html' } })
  await assert.rejects(
    probe(sandbox.hosts['scim']!),
    (error) => isAppError(error, 'vendor_bad_response') && /Check the base URL/.test(error.message),
  )
  await probe(`${sandbox.hosts['scim']}/`)
})
