import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord, GrantRecord } from '#kit/define.ts'
import { everyCall } from '#kit/sandbox-faults.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { connectorBy } from '#kit/surface.ts'
import { readEverything, readList, syncContext, type ReadAll } from '#test/helpers/read-all.ts'
import { vendorClient, type VendorClientOptions } from '#test/helpers/vendor-client.ts'
import jira from './connector.ts'
import { startSandbox, type JiraSandboxOptions } from './sandbox.ts'
import { JiraUser, mapJiraUser } from './user.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: JiraSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  const by = (method: string, more: VendorClientOptions = {}) => ({
    connector: connectorBy(jira, method),
    client: vendorClient(jira, sandbox, { method, ...more }),
  })
  return { sandbox, by, ...by('oauth2') }
}

const context = { settings: {} }
const map = (raw: object): AccountRecord => mapJiraUser(JiraUser.parse({ accountId: '5b', ...raw }), context)

function whole(list: ReadAll | AppError | undefined): ReadAll {
  assert.ok(list !== undefined && !(list instanceof AppError))
  return list
}

test('active is told by the flag alone; an app is no person and a portal customer is a guest', () => {
  assert.deepEqual(
    [true, false, null, undefined].map((active) => [map({ active }).status, map({ active }).vendorStatus]),
    [
      ['active', 'active true'],
      ['inactive', 'active false'],
      ['unknown', null],
      ['unknown', null],
    ],
  )
  assert.deepEqual(
    ['atlassian', 'app', 'customer', 'unknown', 'new word'].map((accountType) => {
      const { isServiceAccount, isGuest } = map({ accountType })
      return [isServiceAccount, isGuest]
    }),
    [
      [false, false],
      [true, false],
      [false, true],
      [false, false],
      [false, false],
    ],
  )
  assert.equal(JiraUser.safeParse({ accountId: '5b', active: 'true' }).success, false)
})

test('in the cloud, every way in reads the same site, and tells it by the same id', async () => {
  const { sandbox, by } = await start({ users: 3 })
  for (const { id } of jira.auth.filter((method) => method.id !== 'data-center')) {
    const { connector, client } = by(id)
    const probe = await connector.probe(client, context)
    assert.deepEqual(
      [probe.tenantId, probe.tenantDomain, probe.integrationAccountId],
      ['11223344-a1b2-3c33-c444-def123456789', 'sandbox.atlassian.net', sandbox.state.view.users[0]!.id],
      id,
    )
    const { users } = await readEverything(connector, client)
    assert.equal(whole(users).records.length, 3, id)
  }
})

test('a seat is held by whoever is active and in one of the groups of the product, and once', async () => {
  const { sandbox, by } = await start({ users: 4 })
  const [admin, other, third, gone] = sandbox.state.view.users.map(({ id }) => id)
  sandbox.state.deactivate(gone!)
  const { connector, client } = by('api-token')
  const { seats, products, groupMembers } = await readEverything(connector, client)
  const holders = (product: string) =>
    [
      ...new Set(
        whole(seats)
          .records.map((row) => row as GrantRecord)
          .filter((row) => row.entitlementExternalId === product)
          .map((row) => row.accountExternalId),
      ),
    ].toSorted()
  assert.deepEqual(holders('jira-software'), [admin, other, third])
  assert.deepEqual(holders('jira-servicedesk'), [admin, third])
  assert.deepEqual(holders('jira-product-discovery'), [])
  assert.deepEqual(
    whole(products).records.map((row) => ('seats' in row ? row.seats : undefined)),
    [100, null, 3],
  )
  const members = whole(groupMembers).records.map((row) => (row as GrantRecord).accountExternalId)
  assert.ok(members.includes(gone!), 'who is deactivated is still in the group')
})

test('members of the administrators’ groups are administrators, by the mightier one', async () => {
  const { sandbox, connector, client } = await start({ users: 3 })
  const { users } = await readEverything(connector, client)
  assert.deepEqual(
    whole(users).records.map((row) => [(row as AccountRecord).isAdmin, (row as AccountRecord).role]),
    sandbox.state.view.users.map(({ isAdmin }) => [isAdmin, isAdmin ? 'site-admin' : null]),
  )
})

test('of several sites the one is read that the setting names, and without it nothing', async () => {
  const { connector, client } = await start({ users: 1, otherSites: ['other.atlassian.net'] })
  const probe = (site?: string) => connector.probe(client, { settings: site === undefined ? {} : { site } })
  await assert.rejects(
    probe(),
    (error) => isAppError(error, 'vendor_not_found') && /covers 2 Jira sites/.test(error.message),
  )
  assert.equal((await probe('Sandbox.atlassian.net')).tenantDomain, 'sandbox.atlassian.net')
  await assert.rejects(
    probe('third.atlassian.net'),
    (error) => isAppError(error, 'vendor_not_found') && /no Jira site at third\.atlassian\.net/.test(error.message),
  )
  assert.equal((await syncContext(connector, client, { site: 'sandbox.atlassian.net' })).settings['cloudId'], '11223344-a1b2-3c33-c444-def123456789') // prettier-ignore
})

test('whoever is no Jira administrator reads users and groups, and nobody is called an administrator', async () => {
  const { by } = await start({ users: 3, isPlainUser: true })
  const { connector, client } = by('api-token')
  const lists = await readEverything(connector, client)
  assert.equal(whole(lists['users']).records.length, 3)
  assert.ok(whole(lists['users']).records.every((row) => !(row as AccountRecord).isAdmin))
  for (const name of ['groupMembers', 'products']) {
    assert.ok(isAppError(lists[name], 'vendor_forbidden'), name)
    assert.equal(connector.streams[name]!.optional, true)
  }
})

test('a missing scope, which the gateway tells with a 401, names itself and leaves only its own lists out', async () => {
  const { sandbox, by } = await start({ users: 3 })
  const { connector, client } = by('scoped-token')
  sandbox.scopes.delete('manage:jira-configuration')
  const lists = await readEverything(connector, client)
  assert.ok(isAppError(lists['products'], 'vendor_forbidden'))
  assert.match(lists['products'].message, /"manage:jira-configuration" \(Tells who is in which group/)
  assert.equal(whole(lists['groups']).records.length, 4)
})

test('whoever may not browse users is told which right that takes', async () => {
  const { by } = await start({ users: 3, mayNotBrowse: true })
  for (const method of ['oauth2', 'api-token']) {
    const { connector, client } = by(method)
    await assert.rejects(
      connector.probe(client, context),
      (error) => isAppError(error, 'vendor_forbidden') && /"Browse users and groups"/.test(error.message),
    )
  }
})

test('nobody at all is no empty site: whoever asks is one of its users', async () => {
  const { sandbox, connector, client } = await start({ users: 2 })
  sandbox.plan({ when: ({ path }) => path.endsWith('/users/search'), do: { kind: 'body', body: [] } })
  await assert.rejects(connector.probe(client, context), (error) => isAppError(error, 'vendor_forbidden'))
})

test('a token of the other kind is refused, and told apart in words', async () => {
  const { sandbox, by } = await start({ users: 1 })
  for (const [method, other] of [
    ['api-token', 'scoped-token'],
    ['scoped-token', 'api-token'],
  ] as const) {
    const { connector, client } = by(method, { fields: { token: sandbox.credentials[other]!['token']! } })
    await assert.rejects(
      connector.probe(client, context),
      (error) => isAppError(error, 'vendor_unauthorized') && /without scopes and one with scopes/.test(error.message),
    )
  }
})

test('an address that is none of a site is caught in the form, and one without a site by its words', async () => {
  const site = jira.auth.find(({ id }) => id === 'api-token')!.fields[0]!
  for (const wrong of ['acme', 'acme.atlassian.com', 'jira.example.com', 'acme.atlassian.net:8080'])
    assert.doesNotMatch(wrong, new RegExp(site.pattern!.source))
  assert.match('acme-2.atlassian.net', new RegExp(site.pattern!.source))
  const { sandbox, by } = await start({ users: 1 })
  sandbox.plan({ when: everyCall('/_edge/tenant_info'), do: { kind: 'status', status: 404 } })
  const { connector, client } = by('api-token')
  await assert.rejects(
    connector.probe(client, context),
    (error) => isAppError(error, 'vendor_not_found') && /no site at this address/.test(error.message),
  )
})

test('a list that took too long is asked for again', async () => {
  const { sandbox, by } = await start({ users: 3 })
  const { connector, client } = by('api-token', { tries: 2 })
  const fault = sandbox.plan({
    when: everyCall('/rest/api/3/users/search'),
    times: 1,
    do: { kind: 'status', status: 409 },
  })
  const { records } = await readList(connector, 'users', { client, context })
  assert.deepEqual([records.length, fault.fired], [3, 1])
})

test('consent asks for a refresh token, and uses each of them once', async () => {
  const { sandbox, connector, client } = await start({ users: 1 })
  for (let hour = 0; hour < 3; hour++) {
    await connector.probe(client, context)
    sandbox.authority.expire()
  }
  assert.equal(sandbox.authority.reused, 0)
})

test('Data Center: everyone is read, the inactive too, and who holds a seat comes through the groups by their names', async () => {
  const { sandbox, by } = await start({ users: 4 })
  const [first, , , gone] = sandbox.state.view.users
  sandbox.state.deactivate(gone!.id)
  const { connector, client } = by('data-center')
  const probe = await connector.probe(client, context)
  assert.deepEqual(
    [probe.tenantId, probe.tenantName, probe.integrationAccountId],
    ['jira.sandbox.example', 'Sandbox Jira DC', first!.id],
  )
  const lists = await readEverything(connector, client)
  const users = whole(lists['users']).records as AccountRecord[]
  assert.deepEqual(
    users.map(({ username, status }) => `${username} ${status}`),
    sandbox.state.view.users.map(({ username, active }) => `${username} ${active ? 'active' : 'inactive'}`),
  )
  const seats = whole(lists['seats']).records as GrantRecord[]
  assert.ok(seats.some(({ accountExternalId }) => accountExternalId === first!.id))
  assert.ok(seats.every(({ accountExternalId }) => accountExternalId !== gone!.id))
})

test('Data Center: a token that sees nobody is refused, and an address without Jira is told as such', async () => {
  const { by } = await start({ users: 2, mayNotBrowse: true })
  const { connector, client } = by('data-center')
  await assert.rejects(
    connector.probe(client, context),
    (error) => isAppError(error, 'vendor_forbidden') && /"Browse users"/.test(error.message),
  )
  const { sandbox, by: other } = await start({ users: 2 })
  const wrong = other('data-center', { hosts: { server: `${sandbox.url}/jira/wiki` } })
  await assert.rejects(
    wrong.connector.probe(wrong.client, context),
    (error) => isAppError(error, 'vendor_not_found') && /in front of \/secure/.test(error.message),
  )
})

test('Data Center: more groups than the server gives at once show in its total', async () => {
  const { sandbox, by } = await start({ users: 2 })
  const { connector, client } = by('data-center')
  sandbox.plan({
    when: ({ path }) => path.endsWith('/groups/picker'),
    do: { kind: 'edit', run: (body) => void (body as { groups: unknown[] }).groups.splice(1) },
  })
  const { records, total } = await readList(connector, 'groups', { client, context })
  assert.deepEqual([records.length, total], [1, 4])
})
