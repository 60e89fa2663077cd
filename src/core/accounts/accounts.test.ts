import { isAppError, type ErrorCode } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import { getApp, listApps } from '#core/apps/apps.store.ts'
import { CLI_ACTOR } from '#core/audit/actor.ts'
import { getEntitlement, listEntitlements } from '#core/entitlements/entitlements.store.ts'
import { getPerson } from '#core/people/get-person.ts'
import { savePrecedence } from '#core/settings/save-precedence.ts'
import { readSummary } from '#core/settings/read-summary.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { seedAccount, seedConnection, seedPerson } from '#test/helpers/directory.ts'
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { getAccount } from './get-account.ts'
import { ignoreAccount } from './ignore-account.ts'
import { listAccounts, type AccountsFilter } from './list-accounts.ts'
import { matchAccount } from './match-account.ts'
import { setAccountStatus } from './set-account-status.ts'
import { unmatchAccount } from './unmatch-account.ts'

const { db } = await testDatabase()
const actor = CLI_ACTOR

beforeEach(() => db.query('truncate people, accounts, connections, apps, audit_events cascade'))

const refusedWith = (code: ErrorCode) => (error: unknown) => isAppError(error, code)
const found = async (filter: Partial<AccountsFilter>) =>
  (await listAccounts(db, { limit: 50, ...filter })).items.map(({ username }) => username)

test('accounts are found by each filter, and rows that only carry claims are none', async () => {
  const connection = await seedConnection(db)
  const twin = await seedConnection(db, { name: 'Twin' })
  const other = await seedConnection(db, { app_id: 'other' })
  const person = await seedPerson(db)
  await seedAccount(db, connection, { username: 'a', is_admin: true, person_id: person })
  await seedAccount(db, twin, { username: 'b', is_guest: true, status: 'suspended' })
  await seedAccount(db, other, { username: 'c', is_service_account: true })
  await seedAccount(db, other, { username: 'hidden', listed: false, unmatched_reason: 'ambiguous_match' })
  assert.deepEqual(await found({}), ['a', 'b', 'c'])
  assert.deepEqual(await found({ connectionId: connection }), ['a'])
  assert.deepEqual(await found({ appId: 'acme' }), ['a', 'b'])
  assert.deepEqual(await found({ status: 'suspended' }), ['b'])
  assert.deepEqual(await found({ personId: person }), ['a'])
  const leaver = await seedPerson(db, { manual: { status: 'inactive' }, status: 'inactive' })
  await seedAccount(db, other, { username: 'left open', person_id: leaver })
  assert.deepEqual(await found({ personStatus: 'inactive', status: 'active' }), ['left open'])
  assert.deepEqual(await found({ personStatus: 'active' }), ['a'])
  assert.deepEqual(await found({ isAdmin: true }), ['a'])
  assert.deepEqual(await found({ isGuest: false }), ['a', 'c', 'left open'])
  assert.deepEqual(await found({ isServiceAccount: true }), ['c'])
  assert.deepEqual(await found({ unmatched: true }), ['hidden'])
  assert.deepEqual(await found({ connectionId: newId() }), [])
})

test('an account is found by any name of its person, and without one by its own', async () => {
  const connection = await seedConnection(db)
  const person = await seedPerson(db, { manual: { displayName: 'Grace Hopper' }, display_name: 'Grace Hopper' })
  await seedAccount(db, connection, { username: 'gh', person_id: person })
  await seedAccount(db, connection, { username: 'ghost' })
  assert.deepEqual(await found({ search: 'hopper' }), ['gh'])
  assert.deepEqual(await found({ search: 'HOST' }), ['ghost'])
  assert.deepEqual(await found({ search: 'nobody' }), [])
})

test('a word that finds thousands of people finds their accounts all the same', async () => {
  const connection = await seedConnection(db)
  await db.query(
    `insert into people (id, email) select new_id(), 'p' || n || '@big.example' from generate_series(1, 2500) n`,
  )
  await db.query('insert into people_search (person_id, text) select id, email from people')
  const [person] = await db.query<{ id: string }>(`select id from people where email = 'p2400@big.example'`)
  await seedAccount(db, connection, {
    username: 'theirs',
    person_id: person?.id,
    claims: { email: 'p2400@big.example' },
  })
  await seedAccount(db, connection, { username: 'own', email: 'x@big.example' })
  await seedAccount(db, connection, { username: 'other', email: 'x@small.example' })
  assert.deepEqual(new Set(await found({ search: 'big.example' })), new Set(['own', 'theirs']))
  assert.deepEqual(await found({ search: 'p2400@' }), ['theirs'])
})

test('pages of accounts meet each once, also while rows are added', async () => {
  const connection = await seedConnection(db)
  for (let n = 0; n < 5; n++) await seedAccount(db, connection, { username: `u${n}` })
  const first = await listAccounts(db, { limit: 2, connectionId: connection })
  await seedAccount(db, connection, { username: 'late' })
  const second = await listAccounts(db, { limit: 10, connectionId: connection, cursor: first.nextCursor! })
  assert.deepEqual(
    [...first.items, ...second.items].map(({ username }) => username),
    ['u0', 'u1', 'u2', 'u3', 'u4', 'late'],
  )
  assert.equal(second.nextCursor, null)
})

test("a hand-set status stands above the vendor's, moves the counts and the person, and can be taken back", async () => {
  const connection = await seedConnection(db, { is_primary_source: true })
  const person = await seedPerson(db)
  const id = await seedAccount(db, connection, { person_id: person })
  await setAccountStatus(db, actor, id, 'suspended')
  assert.equal((await getAccount(db, id)).status, 'suspended')
  assert.equal((await getPerson(db, person)).status, 'suspended')
  const app = await getApp(db, 'acme')
  assert.deepEqual([app.accountCount, app.activeAccountCount], [1, 0])
  await setAccountStatus(db, actor, id, null)
  assert.equal((await getAccount(db, id)).status, 'active')
  assert.equal((await getApp(db, 'acme')).activeAccountCount, 1)
})

test('an account that is missing stays inactive when the hand-set status goes', async () => {
  const id = await seedAccount(db, await seedConnection(db), {
    status: 'active',
    manual_status: 'active',
    missing_since: new Date(),
  })
  await setAccountStatus(db, actor, id, null)
  assert.equal((await getAccount(db, id)).status, 'inactive')
})

test('matching moves the claims from one person to the other', async () => {
  const connection = await seedConnection(db)
  const [ann, bo] = [await seedPerson(db), await seedPerson(db)]
  const id = await seedAccount(db, connection, { person_id: ann, claims: { title: 'Engineer' } })
  assert.equal((await getPerson(db, ann)).title, 'Engineer')
  await matchAccount(db, actor, id, bo)
  assert.deepEqual([(await getPerson(db, ann)).title, (await getPerson(db, bo)).title], [null, 'Engineer'])
  await assert.rejects(matchAccount(db, actor, id, newId()), refusedWith('not_found'))
  await assert.rejects(matchAccount(db, actor, newId(), bo), refusedWith('not_found'))
})

test('a new person is made of what the source says, and not of nothing', async () => {
  const connection = await seedConnection(db)
  const id = await seedAccount(db, connection, {
    status: 'suspended',
    unmatched_reason: 'no_match',
    claims: { email: 'cy@x.example' },
  })
  await matchAccount(db, actor, id, 'new')
  const account = await getAccount(db, id)
  const person = await getPerson(db, account.personId!)
  assert.deepEqual([person.email, person.status, account.unmatchedReason], ['cy@x.example', 'suspended', null])
  const empty = await seedAccount(db, connection, { unmatched_reason: 'no_match' })
  await assert.rejects(matchAccount(db, actor, empty, 'new'), refusedWith('conflict'))
})

test('an account taken away from its person is left so until someone says otherwise', async () => {
  const connection = await seedConnection(db)
  const person = await seedPerson(db)
  const id = await seedAccount(db, connection, { person_id: person, claims: { title: 'Engineer' } })
  await assert.rejects(ignoreAccount(db, actor, id, true), refusedWith('conflict'))
  await unmatchAccount(db, actor, id)
  const { personId, ignored, unmatchedReason } = await getAccount(db, id)
  assert.deepEqual([personId, ignored, unmatchedReason], [null, true, null])
  assert.equal((await getPerson(db, person)).title, null)
  await assert.rejects(unmatchAccount(db, actor, id), refusedWith('conflict'))
  await ignoreAccount(db, actor, id, false)
  assert.deepEqual(await found({ unmatched: true }), [null])
})

test('an app shows the sum over its connections and the oldest of their times, drafts left out', async () => {
  const at = (day: number) => new Date(Date.UTC(2026, 0, day))
  const one = await seedConnection(db, { as_of: at(2) })
  const two = await seedConnection(db, { as_of: at(1) })
  await seedConnection(db, { state: 'draft' })
  await seedAccount(db, one)
  await seedAccount(db, two, { status: 'inactive' })
  const [app] = (await listApps(db, { limit: 10 })).items
  assert.deepEqual([app?.connectionCount, app?.accountCount, app?.activeAccountCount, app?.asOf], [2, 2, 1, at(1)])
  await seedConnection(db)
  assert.equal((await getApp(db, 'acme')).asOf, null)
})

test('an entitlement knows its holders', async () => {
  const connection = await seedConnection(db)
  const account = await seedAccount(db, connection, { username: 'holder' })
  await seedAccount(db, connection, { username: 'other' })
  const id = newId()
  await db.query(
    `insert into entitlements (id, connection_id, kind, external_id, name, first_seen_at) values ($1, $2, 'group', 'g', 'Admins', now())`,
    [id, connection],
  )
  await db.query('insert into grants (account_id, entitlement_id, since) values ($1, $2, now())', [account, id])
  assert.equal((await getEntitlement(db, id)).accountCount, 1)
  assert.deepEqual((await listEntitlements(db, { limit: 10, kind: 'role' })).items, [])
  assert.equal((await listEntitlements(db, { limit: 10, search: 'adm' })).items.length, 1)
  assert.deepEqual(await found({ entitlementId: id }), ['holder'])
  assert.deepEqual(
    (await getAccount(db, account)).entitlements.map(({ name }) => name),
    ['Admins'],
  )
})

test('another order of belief changes whose word holds, and must name every connection once', async () => {
  const [hr, chat] = [await seedConnection(db, { precedence: 1 }), await seedConnection(db, { precedence: 2 })]
  const person = await seedPerson(db)
  await seedAccount(db, hr, { person_id: person, claims: { title: 'Engineer' } })
  await seedAccount(db, chat, { person_id: person, claims: { title: 'Dev' } })
  assert.equal((await getPerson(db, person)).title, 'Engineer')
  await savePrecedence(db, actor, [chat, hr])
  assert.equal((await getPerson(db, person)).title, 'Dev')
  for (const wrong of [[hr], [hr, hr], [hr, chat, newId()], [hr, newId()]]) {
    await assert.rejects(savePrecedence(db, actor, wrong), refusedWith('invalid_input'))
  }
})

test('the summary counts', async () => {
  const connection = await seedConnection(db)
  await seedConnection(db, { state: 'draft' })
  await seedConnection(db, { error_code: 'vendor_unauthorized' })
  await seedAccount(db, connection)
  await seedAccount(db, connection, { status: 'inactive', unmatched_reason: 'no_match' })
  await seedPerson(db)
  const leaver = await seedPerson(db, { manual: { status: 'inactive' }, status: 'inactive' })
  await seedAccount(db, connection, { person_id: leaver })
  await seedAccount(db, connection, { person_id: leaver, status: 'suspended' })
  assert.deepEqual(await readSummary(db), {
    people: { total: 2, active: 1 },
    accounts: { total: 4, active: 2 },
    connections: { total: 3, active: 2, held: 0, failed: 1 },
    leftOpen: 1,
    unmatched: 1,
  })
})
