import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord, ActivityRecord, GrantRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import { everyCall } from '#kit/sandbox-faults.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { readAll, readEverything, syncContext, type ReadAll } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import google from './connector.ts'
import { startSandbox, type GoogleSandboxOptions } from './sandbox.ts'
import { GoogleUser, mapGoogleUser } from './user.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: GoogleSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(google, sandbox) }
}

const map = (raw: object): AccountRecord => mapGoogleUser(GoogleUser.parse({ id: '1', ...raw }))
const usersPath = '/admin/directory/v1/users'

function whole(list: ReadAll | AppError | undefined): ReadAll {
  assert.ok(list !== undefined && !(list instanceof AppError))
  return list
}

/** Which holder has which licence. */
const holdings = (list: ReadAll) =>
  list.records
    .map((grant) => grant as GrantRecord)
    .map((grant) => [grant.entitlementExternalId, grant.accountExternalId])

test("suspended is suspended and everyone else active, as the spec says; the archived are not among Google's active", () => {
  const status = (raw: object) => [map(raw).status, map(raw).vendorStatus]
  assert.deepEqual(status({ suspended: true, archived: true }), ['suspended', 'suspended'])
  assert.deepEqual(status({ suspended: false }), ['active', 'active'])
  assert.deepEqual(status({ suspended: false, archived: true }), ['inactive', 'archived'])
  assert.deepEqual(status({ suspended: false, agreedToTerms: false }), ['active', 'active'], 'never signed in')
  assert.deepEqual(status({ suspended: false, deletionTime: '2026-01-01T00:00:00.000Z' }), ['inactive', 'deleted'])
  assert.deepEqual(status({}), ['unknown', null], 'nothing is concluded from a flag that is left out')
  assert.throws(() => GoogleUser.parse({ id: '1', suspended: 'false' }), 'a flag that decides is a flag')
})

test('who has never signed in has no last activity', () => {
  assert.equal(map({ lastLoginTime: '1970-01-01T00:00:00.000Z' }).lastActiveAt, null)
  assert.equal(map({ lastLoginTime: '2026-03-01T08:00:00.000Z' }).lastActiveAt, '2026-03-01T08:00:00.000Z')
})

test('the probe tells company, domain and the admin behind the credential, by consent and by service account', async () => {
  const { sandbox, client } = await start({ users: 3 })
  const admin = sandbox.state.view.users.at(-1)!
  for (const used of [client, vendorClient(google, sandbox, { method: 'service-account' })]) {
    const probe = await google.probe(used, { settings: {} })
    assert.deepEqual(
      [probe.tenantId, probe.tenantDomain, probe.integrationAccountId],
      ['C0sandbox1', 'example.com', admin.id],
    )
  }
})

test("a service account's JSON key file is all that the form needs besides the admin", async () => {
  const { sandbox } = await start({ users: 1 })
  const fields = { key: sandbox.keyFile, issuer: '' }
  await google.probe(vendorClient(google, sandbox, { method: 'service-account', fields }), { settings: {} })
  const stranger = { ...fields, subject: 'somebody@example.com' }
  await assert.rejects(
    google.probe(vendorClient(google, sandbox, { method: 'service-account', fields: stranger }), { settings: {} }),
    (error) => isAppError(error, 'vendor_unauthorized') && /Domain-wide delegation/.test(error.message),
  )
})

test('one scope that was not delegated makes Google refuse all; asking for fewer is let in', async () => {
  const { sandbox } = await start({ users: 1 })
  sandbox.scopes.delete('https://www.googleapis.com/auth/apps.licensing')
  const method = 'service-account'
  await assert.rejects(
    google.probe(vendorClient(google, sandbox, { method }), { settings: {} }),
    (error) => isAppError(error, 'vendor_unauthorized') && /exactly the scopes/.test(error.message),
  )
  const scope = [...sandbox.scopes].join(',')
  const field = google.auth.find(({ id }) => id === method)!.fields.find(({ name }) => name === 'scope')!
  assert.match(scope, new RegExp(field.pattern!.source))
  const client = vendorClient(google, sandbox, { method, fields: { scope } })
  assert.equal((await google.probe(client, { settings: {} })).integrationAccountId, null, 'Google does not tell then')
  const lists = await readEverything(google, client)
  assert.equal(whole(lists['users']).records.length, 2)
  assert.ok(isAppError(lists['licences'], 'vendor_forbidden'))
})

test('consent is asked for so that it can be renewed, and the company may take scopes away', async () => {
  const { sandbox, client } = await start({ users: 1 })
  await google.probe(client, { settings: {} })
  const consent = sandbox.calls.find(({ path }) => path === '/o/oauth2/v2/auth')!
  assert.deepEqual([consent.query['access_type'], consent.query['prompt']], ['offline', 'consent'])
  assert.ok(consent.query['scope']!.split(' ').includes('https://www.googleapis.com/auth/userinfo.email'))
  sandbox.authority.expire()
  await google.probe(client, { settings: {} })
  assert.ok(sandbox.authority.reused === 0)
  sandbox.scopes.delete('https://www.googleapis.com/auth/admin.directory.domain.readonly')
  await assert.rejects(
    google.probe(client, { settings: {} }),
    (error) => isAppError(error, 'vendor_forbidden') && /admin\.directory\.domain\.readonly/.test(error.message),
  )
})

test('a missing scope leaves its list out, and its name and use are told', async () => {
  const { sandbox, client } = await start({ users: 3 })
  sandbox.scopes.delete('https://www.googleapis.com/auth/admin.directory.group.readonly')
  const lists = await readEverything(google, client)
  const error = lists['groups']
  assert.ok(isAppError(error, 'vendor_forbidden'))
  assert.match(error.message, /admin\.directory\.group\.readonly" \(Lists the groups\)/)
  assert.equal(google.streams['groups']!.optional, true)
  assert.equal(whole(lists['users']).records.length, 4)
})

test('licences are read product by product; one that the company does not have has nobody', async () => {
  const licences = [
    {
      product: 'Google-Apps',
      sku: '1010020027',
      name: 'Business Starter',
      holders: ['a@example.com', 'b@example.com'],
    },
    { product: '101034', sku: '1010340001', name: 'Archived', holders: ['b@example.com'] },
  ]
  const { sandbox, client } = await start({ users: 1, licences })
  const list = whole((await readEverything(google, client))['licences'])
  assert.deepEqual(holdings(list), [
    ['1010020027', 'a@example.com'],
    ['1010020027', 'b@example.com'],
    ['1010340001', 'b@example.com'],
  ])
  const refused = sandbox.calls.filter(({ path, status }) => path.includes('/product/') && status >= 400)
  assert.deepEqual(
    refused.map(({ path, status }) => [path.split('/')[5], status]),
    [
      ['101031', 403],
      ['101037', 403],
      ['Google-Chrome-Device-Management', 400],
    ],
  )
  assert.ok(
    sandbox.calls
      .filter(({ path }) => path.includes('/product/'))
      .every(({ query }) => query['customerId'] === 'C0sandbox1'),
  )
})

test('an API that is switched off says which, and where to switch it on', async () => {
  const { client } = await start({ users: 1, hasLicensing: false })
  const { licences } = await readEverything(google, client)
  assert.ok(isAppError(licences, 'vendor_forbidden'))
  assert.match(licences.message, /Enterprise License Manager API/)
})

test('a 403 that means "too fast" is waited for; it does not end the connection', async () => {
  const { sandbox } = await start({ users: 1 })
  const body = {
    error: { code: 403, message: 'Quota', errors: [{ domain: 'usageLimits', reason: 'userRateLimitExceeded' }] },
  }
  const fault = sandbox.plan({ when: everyCall(usersPath), times: 2, do: { kind: 'status', status: 403, body } })
  await google.probe(vendorClient(google, sandbox, { tries: 3 }), { settings: {} })
  assert.equal(fault.fired, 2)
})

test('everyone in a group is read, also by way of another group, and the groups themselves are no members', async () => {
  const { sandbox, client } = await start({ users: 9, groups: 3 })
  const [first, second] = sandbox.state.view.groups
  for (const member of first!.members) sandbox.state.leave(first!.id, member)
  const { groupMembers } = await readEverything(google, client)
  const ofFirst = holdings(whole(groupMembers)).filter(([group]) => group === first!.id)
  assert.deepEqual(
    ofFirst.map(([, account]) => account),
    [...second!.members],
  )
})

test('one domain of several can be read alone', async () => {
  const { sandbox, client } = await start({ users: 3 })
  sandbox.state.add({ email: 'ana@other.example' })
  const context = await syncContext(google, client, { domain: 'other.example' })
  const { records } = await readAll(openReader(google, 'users', { client, context }))
  assert.deepEqual(
    records.map((record) => (record as AccountRecord).email),
    ['ana@other.example'],
  )
  assert.equal(sandbox.calls.at(-1)!.query['customer'], undefined)
})

test('the forms catch what was pasted in the wrong place', () => {
  const pattern = (method: string, name: string) =>
    new RegExp(
      google.auth.find(({ id }) => id === method)!.fields.find((field) => field.name === name)!.pattern!.source,
    )
  assert.match('123-abc.apps.googleusercontent.com', pattern('oauth2', 'clientId'))
  for (const wrong of ['123-abc', 'GOCSPX-secret', 'https://x.apps.googleusercontent.com/'])
    assert.doesNotMatch(wrong, pattern('oauth2', 'clientId'))
  for (const wrong of ['admin', 'example.com', 'a b@example.com'])
    assert.doesNotMatch(wrong, pattern('service-account', 'subject'))
  const domain = new RegExp(google.settings[0]!.pattern!.source)
  assert.match('example.co.uk', domain)
  for (const wrong of ['example', 'https://example.com', 'a@example.com']) assert.doesNotMatch(wrong, domain)
})

test('sign-ins, apps opened by SAML and apps that were given access are told by account, of 180 days', async () => {
  const { sandbox, client } = await start({ users: 9 })
  const lists = await readEverything(google, client)
  const first = Math.ceil((Date.now() - 180 * 24 * 60 * 60_000) / (24 * 60 * 60_000)) * 24 * 60 * 60_000
  const told = (name: string) =>
    (whole(lists[name]).records as ActivityRecord[])
      .map(({ accountExternalId, at, grade, appName = '' }) => [accountExternalId, at, grade, appName].join(' '))
      .toSorted()
  const happened = (kind: string, app: (id: string) => string | undefined) =>
    sandbox.events
      .filter((event) => event.kind === kind && Date.parse(event.at) >= first && app(event.appId ?? '') !== undefined)
      .map(({ userId, at, appId = '' }) => [userId, at, kind, app(appId)].join(' '))
      .toSorted()
  assert.deepEqual(
    told('signIns'),
    happened('login', () => ''),
  )
  assert.deepEqual(
    told('appSignIns'),
    happened('sso', (id) => (id === 'saml:Wiki' ? 'Wiki' : undefined)),
  )
  assert.deepEqual(
    told('appGrants'),
    happened('sso', (id) => (id.startsWith('saml:') ? undefined : 'Calendly')),
  )
  assert.ok(told('appGrants').length > 0 && told('appSignIns').length > 0)
})
