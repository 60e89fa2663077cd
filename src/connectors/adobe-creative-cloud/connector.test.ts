import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord, GrantRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import { readAll, readEverything, syncContext } from '#test/helpers/read-all.ts'
import { vendorClient, type VendorClientOptions } from '#test/helpers/vendor-client.ts'
import adobe from './connector.ts'
import { rolesOf } from './roles.ts'
import { startSandbox, type AdobeSandbox, type AdobeSandboxOptions } from './sandbox.ts'

const open = new Set<AdobeSandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: AdobeSandboxOptions = {}, client: VendorClientOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(adobe, sandbox, client) }
}

async function grants(client: ReturnType<typeof vendorClient>, name: string, entitlement: string): Promise<string[]> {
  const list = (await readEverything(adobe, client))[name]
  assert.ok(list !== undefined && !(list instanceof AppError), name)
  return (list.records as GrantRecord[])
    .filter((grant) => grant.entitlementExternalId === entitlement)
    .map((grant) => grant.accountExternalId)
}

test('OAuth comes first, and the form of the specification is kept with its five fields and its label', () => {
  const [first, second] = adobe.auth
  assert.equal(first!.scheme.kind, 'oauth2-client-credentials')
  assert.deepEqual(second!.fields.map(({ name }) => name).toSorted(), [
    'clientId',
    'clientSecret',
    'organizationId',
    'privateKey',
    'technicalAccountId',
  ])
  assert.match(second!.label, /retired/)
  assert.match(second!.help, /1 March 2026/)
})

test('the form tells the organization ID from the client ID and from the technical account ID', () => {
  const pattern = (name: string) =>
    new RegExp(adobe.auth[1]!.fields.find((field) => field.name === name)!.pattern!.source)
  assert.match('A495E53A0BAD@AdobeOrg', pattern('organizationId'))
  for (const wrong of ['A495E53A0BAD', 'x@techacct.adobe.com', 'A495E53@adobeorg', 'https://adminconsole.adobe.com'])
    assert.doesNotMatch(wrong, pattern('organizationId'), wrong)
  assert.doesNotMatch('A495E53A0BAD@AdobeOrg', pattern('clientId'))
  assert.doesNotMatch('A495E53A0BAD@AdobeOrg', pattern('technicalAccountId'))
})

test('a refused credential of the retired form is told that Adobe has ended it', async () => {
  const { sandbox, client } = await start({ users: 1, acceptsJwt: false }, { method: 'service-account-jwt' })
  await assert.rejects(
    adobe.probe(client, { settings: {} }),
    (error) => isAppError(error, 'vendor_unauthorized') && /1 March 2026/.test(error.message),
  )
  const wrong = vendorClient(adobe, sandbox, { fields: { clientSecret: 'wrong' } })
  await assert.rejects(
    adobe.probe(wrong, { settings: {} }),
    (error) => isAppError(error, 'vendor_unauthorized') && /client secret/.test(error.message),
  )
})

test('another organisation than the project belongs to is told apart from a wrong secret', async () => {
  const { client } = await start({ users: 1 }, { fields: { organizationId: 'ABCDEF012345@AdobeOrg' } })
  await assert.rejects(
    adobe.probe(client, { settings: {} }),
    (error) => isAppError(error, 'vendor_unauthorized') && /organization ID/.test(error.message),
  )
})

test('a project without the User Management API is told to add it', async () => {
  const { sandbox, client } = await start({ users: 1 })
  sandbox.scopes.clear()
  await assert.rejects(
    adobe.probe(client, { settings: {} }),
    (error) => isAppError(error, 'vendor_forbidden') && /Add API/.test(error.message),
  )
})

test('the organisation that was typed is the tenant, and both ids go with every request', async () => {
  const { sandbox, client } = await start({ users: 3 })
  const probe = await adobe.probe(client, { settings: {} })
  assert.equal(probe.tenantId, sandbox.credentials['server-to-server']!['organizationId'])
  await readEverything(adobe, client)
  const refused = sandbox.calls.filter(({ status }) => status !== 200)
  assert.deepEqual(refused, [], 'the sandbox refuses who does not send the client ID')
})

test('pages end where Adobe says so, and the page behind the last one, which is the last again, is never asked for', async () => {
  const { sandbox, client } = await start({ users: 23, pageSize: 10 })
  const context = await syncContext(adobe, client)
  const all = await readAll(openReader(adobe, 'users', { client, context }))
  assert.deepEqual(
    all.records.map((record) => (record as AccountRecord).externalId),
    sandbox.state.view.users.map(({ id }) => id),
  )
  assert.deepEqual(
    sandbox.calls.filter(({ path }) => path.includes('/users/')).map(({ path }) => path.split('/').at(-1)),
    ['0', '1', '2'],
  )
})

test('a page that does not say whether it is the last is no end of the list', async () => {
  const { sandbox, client } = await start({ users: 3 })
  const context = await syncContext(adobe, client)
  const reader = openReader(adobe, 'users', { client, context })
  sandbox.plan({
    when: ({ path }) => path.includes('/users/'),
    do: { kind: 'edit', run: (body) => void delete (body as { lastPage?: boolean }).lastPage },
  })
  await assert.rejects(readAll(reader), (error) => isAppError(error, 'vendor_bad_response'))
})

test('a profile is held directly or through a user group, and not by those for whom no licence was left', async () => {
  const { sandbox, client } = await start({ users: 12, groups: 3 })
  const [allApps, photoshop] = sandbox.profiles
  const through = sandbox.state.view.groups.find(({ name }) => allApps!.groups.has(name))!
  const expected = sandbox.state.view.users
    .map(({ id }) => id)
    .filter((id) => allApps!.members.has(id) || through.members.has(id))
  assert.ok(expected.length > allApps!.members.size, 'somebody has it through the group alone')
  assert.deepEqual(await grants(client, 'profileUsers', allApps!.name), expected)
  assert.equal(photoshop!.members.size, 4)
  assert.equal((await grants(client, 'profileUsers', photoshop!.name)).length, 2)
})

test('user groups are groups, profiles are licences, and admin groups are neither', async () => {
  const { sandbox, client } = await start({ users: 9, groups: 2 })
  const lists = await readEverything(adobe, client)
  const named = (name: string) => {
    const list = lists[name]
    assert.ok(list !== undefined && !(list instanceof AppError))
    return list.records.map((record) => (record as { name: string }).name)
  }
  assert.deepEqual(
    named('userGroups'),
    sandbox.state.view.groups.map(({ name }) => name),
  )
  assert.deepEqual(
    named('profiles'),
    sandbox.profiles.map(({ name }) => name),
  )
  const group = sandbox.state.view.groups[1]!
  assert.deepEqual(await grants(client, 'groupUsers', group.name), [...group.members])
})

test('an address that now belongs to somebody else does not prove that its old owner is still there', async () => {
  const { sandbox, client } = await start({ users: 3 })
  const context = await syncContext(adobe, client)
  const reader = openReader(adobe, 'users', { client, context })
  const { id, email } = sandbox.state.view.users[1]!
  assert.equal((await reader.readOne!(id, undefined, email.toUpperCase())).gone, false, 'letter case is no matter')
  sandbox.state.remove(id)
  sandbox.state.add({ email })
  assert.deepEqual(await reader.readOne!(id, undefined, email), { gone: true })
})

test('one call too many says when to come back; groups have a limit of their own', async () => {
  const { client } = await start({ users: 1, minuteMs: 1_000 })
  const context = await syncContext(adobe, client)
  for (let nth = 0; nth < 5; nth++) await adobe.probe(client, context)
  await readAll(openReader(adobe, 'users', { client, context }))
  await assert.rejects(
    adobe.probe(client, context),
    (error) => isAppError(error, 'vendor_rate_limited') && error.retryAfterMs === 1_000,
  )
})

test('an error inside a 200 is an error; a page that is not there is not', async () => {
  const code = (result: string) => adobe.failure!({ result, message: 'x' }, {})?.code
  assert.deepEqual(
    [
      'error.apikey.invalid',
      'error.throttled_by_external_service',
      'error.internal.timeout',
      'success',
      'Not found',
    ].map(code),
    ['vendor_bad_response', 'vendor_rate_limited', 'vendor_unavailable', undefined, undefined],
  )
  const { sandbox, client } = await start({ users: 1 })
  const context = await syncContext(adobe, client)
  const reader = openReader(adobe, 'userGroups', { client, context })
  sandbox.plan({
    when: (request) => request.path.includes('/groups/'),
    do: { kind: 'body', body: { lastPage: true, result: 'Not found' } },
  })
  assert.deepEqual((await readAll(reader)).records, [])
})

test('roles come from the highest to the lowest; other names are none', () => {
  assert.deepEqual(
    rolesOf(['Marketing', '_developer_A', '_admin_B', '_org_admin', '_org_admins', '_deployment_admin']).map(
      ({ id }) => id,
    ),
    ['_org_admin', '_deployment_admin', '_admin_B', '_developer_A'],
  )
})
