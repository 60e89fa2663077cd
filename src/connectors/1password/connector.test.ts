import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import { checkFields } from '#core/credentials/check-fields.ts'
import type { AccountRecord, ActivityRecord } from '#kit/define.ts'
import { runAction } from '#kit/run-action.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { readEverything, syncContext, type ReadAll } from '#test/helpers/read-all.ts'
import { vendorClient, vendorDoors, type VendorClientOptions } from '#test/helpers/vendor-client.ts'
import { regionOf } from './auth-methods.ts'
import onePassword from './connector.ts'
import { startSandbox, type OnePasswordSandboxOptions } from './sandbox.ts'
import { mapUser, OnePasswordUser } from './user.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: OnePasswordSandboxOptions = {}, client: VendorClientOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(onePassword, sandbox, client) }
}

const context = { settings: {} }

function whole(list: ReadAll | AppError | undefined): ReadAll {
  assert.ok(list !== undefined && !(list instanceof AppError))
  return list
}

const { fields } = onePassword.auth[0]!
const signIn = (value: string) =>
  checkFields(
    fields.filter(({ name }) => name === 'signInAddress'),
    { signInAddress: value },
    'credential',
  )

test('the sign-in address is kept without scheme and slash, and anything else is told what to type', () => {
  for (const [typed, kept] of [
    ['https://companyname.1password.eu/', 'companyname.1password.eu'],
    [' examplecompany.1password.us ', 'examplecompany.1password.us'],
    ['http://acme-2.1password.com/signin?l=en', 'acme-2.1password.com'],
    ['acme.ent.1password.com', 'acme.ent.1password.com'],
    ['acme.1password.ca', 'acme.1password.ca'],
  ] as const)
    assert.deepEqual(signIn(typed), { values: { signInAddress: kept }, problems: [] }, typed)
  for (const wrong of [
    'acme',
    '1password.com',
    'acme.1password.org',
    'acme.ent.1password.eu',
    'a b.1password.com',
    'acme.1password.com.evil.example',
    'acme_1password.com',
  ])
    // prettier-ignore
    assert.match(signIn(wrong).problems[0]?.message ?? '', /without https:\/\/ and without a slash/, wrong)
})

test('a Secret Key is no account ID', () => {
  const { pattern } = fields.find(({ name }) => name === 'accountId')!
  for (const wrong of ['A3-XXXXXX-XXXXXX-XXXXX-XXXXX-XXXXX-XXXXX', 'ana@example.com', 'xlqmsandboxaccount00000001'])
    assert.doesNotMatch(wrong, new RegExp(pattern!.source))
})

test('an address of another region than the chosen one is told before anything is asked', async () => {
  assert.deepEqual(
    ['a.1password.com', 'a.1password.us', 'a.ent.1password.com', 'a.1password.EU', 'a.1password.ca'].map(regionOf),
    ['com', 'com', 'com', 'eu', 'ca'],
  )
  const { sandbox, client } = await start({ users: 1 }, { fields: { signInAddress: 'acme.1password.eu' } })
  await assert.rejects(
    onePassword.probe(client, context),
    (error) =>
      isAppError(error, 'vendor_not_found') && /acme\.1password\.eu belongs to another region/.test(error.message),
  )
  assert.deepEqual(sandbox.calls, [])
})

test("states are read by the sheet's table, and a word that is not in it changes nobody", () => {
  for (const [state, status] of [
    ['ACTIVE', 'active'],
    ['RECOVERY_STARTED', 'active'],
    ['RECOVERY_ACCEPTED', 'active'],
    ['TRANSFER_STARTED', 'invited'],
    ['SUSPENDED', 'suspended'],
    ['TRANSFER_SUSPENDED', 'inactive'],
    ['INACTIVE', 'inactive'],
    ['STATE_UNSPECIFIED', 'unknown'],
    ['toString', 'unknown'],
  ] as const) {
    const account = mapUser(OnePasswordUser.parse({ id: 'u', state }))
    assert.deepEqual([account.status, account.vendorStatus], [status, state])
    assert.deepEqual(account.licences, status === 'active' ? ['seat'] : [])
  }
})

test('only an attempt that let somebody in is a sign-in', async () => {
  const { sandbox, client } = await start({ users: 4 })
  const { signIns, itemUses } = await readEverything(onePassword, client)
  const records = whole(signIns).records as ActivityRecord[]
  assert.equal(records.length, 2 * sandbox.state.view.users.length, 'the failed ones are left out')
  assert.ok(records.every(({ grade }) => grade === 'login'))
  assert.ok(
    (whole(itemUses).records as ActivityRecord[]).every(({ grade, action }) => grade === 'action' && action === 'fill'),
  )
})

test('without an events token people are read all the same, and the lists say what is missing', async () => {
  const { sandbox, client } = await start({ users: 3 }, { fields: { eventsToken: '' } })
  assert.equal((await onePassword.probe(client, context)).tenantDomain, 'sandbox.1password.com')
  const lists = await readEverything(onePassword, client)
  assert.equal(whole(lists['users']).records.length, 3)
  for (const name of ['signIns', 'itemUses']) {
    assert.ok(isAppError(lists[name], 'vendor_forbidden'), name)
    assert.match(lists[name].message, /No Events Reporting token was entered/)
    assert.equal(onePassword.streams[name]!.optional, true)
  }
  assert.ok(sandbox.calls.every(({ path }) => !path.startsWith('/api/v2/')))
})

test('a token without a feature leaves out its own list only, with the name of the box', async () => {
  const { sandbox, client } = await start({ users: 3 })
  sandbox.scopes.delete('itemusages')
  const lists = await readEverything(onePassword, client)
  assert.ok(isAppError(lists['itemUses'], 'vendor_forbidden'))
  assert.match(lists['itemUses'].message, /"itemusages" \(Tells when someone used an item/)
  assert.equal(whole(lists['signIns']).records.length, 6)
})

test('an events token of another account is refused', async () => {
  const { client } = await start({ users: 1, eventsAccount: 'ANOTHERACCOUNT000000000001' })
  await assert.rejects(
    onePassword.probe(client, context),
    (error) => isAppError(error, 'vendor_unauthorized') && /another 1Password account/.test(error.message),
  )
})

test('each required scope is tried and named, and an account that is not there is told as such', async () => {
  const { sandbox, client } = await start({ users: 2 })
  for (const [scope, label] of [
    ['list-users', 'List users'],
    ['get-user', 'Get user'],
  ] as const) {
    sandbox.scopes.delete(scope)
    await assert.rejects(
      onePassword.probe(client, context),
      (error) => isAppError(error, 'vendor_forbidden') && error.message.includes(`"${scope}" ("${label}")`),
    )
    sandbox.scopes.add(scope)
  }
  const other = vendorClient(onePassword, sandbox, { fields: { accountId: 'XLQMSANDBOXACCOUNT00000002' } })
  await assert.rejects(
    onePassword.probe(other, context),
    (error) => isAppError(error, 'vendor_not_found') && /no account with this ID in this region/.test(error.message),
  )
})

test('the last owner is not suspended, and the reason is said', async () => {
  const { sandbox, client } = await start({ users: 3 })
  const doors = vendorDoors(onePassword, sandbox)
  const owner = sandbox.state.view.users.find(({ isAdmin }) => isAdmin)!
  const run = {
    ...doors,
    context: await syncContext(onePassword, client),
    integrationAccountId: null,
    grantedScopes: null,
    idempotencyKey: 'i',
  }
  await assert.rejects(
    runAction(onePassword, run, 'suspend', { account: owner.id }),
    (error) => isAppError(error, 'action_refused') && /the last owner/.test(error.message),
  )
  assert.equal(sandbox.state.user(owner.id).active, true)
})

test('by the bridge, whoever is not active is suspended', async () => {
  const { sandbox } = await start({ users: 2 })
  sandbox.state.deactivate(sandbox.state.view.users[1]!.id)
  const bridge = { ...onePassword, ...onePassword.surfaces!['scim-bridge']! }
  const { users } = await readEverything(bridge, vendorClient(onePassword, sandbox, { method: 'scim-bridge' }))
  assert.deepEqual(
    whole(users).records.map((row) => (row as AccountRecord).status),
    ['active', 'suspended'],
  )
})
