import { makeMonths } from '#sync/activity-months.ts'
import { newId } from '#base/ids.ts'
import { testApi, type Json } from '#test/helpers/api.ts'
import { seedAccount, seedConnection, seedPerson } from '#test/helpers/directory.ts'
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'

const { ask, db } = await testApi()
beforeEach(() =>
  db.query('truncate connections, credentials, apps, people, accounts, activity, transactions, audit_events cascade'),
)
await makeMonths(db, ['2026-01', '2026-02', '2026-03'])

const get = async (path: string): Promise<Json> => {
  const answer = await ask('GET', `/api/v1/${path}`)
  assert.equal(answer.status, 200, answer.text)
  return answer.body
}

/** All pages of a list, two rows each. */
async function all(path: string): Promise<Json[]> {
  const items: Json[] = []
  for (let cursor = ''; ;) {
    const page: Json = await get(`${path}${path.includes('?') ? '&' : '?'}limit=2${cursor && `&cursor=${cursor}`}`)
    items.push(...page.items)
    if (page.nextCursor === null) return items
    cursor = page.nextCursor
  }
}

async function did(
  connectionId: string,
  accountId: string,
  day: string,
  over: { grade?: string; app?: string; at?: string } = {},
): Promise<void> {
  const { grade = 'login', app = '', at = null } = over
  await db.query(
    `insert into activity (connection_id, account_id, day, grade, app_external_id, events, last_at, action, sync_id) values ($1, $2, $3, $4, $5, 2, $6, 'word', $7)`,
    [connectionId, accountId, day, grade, app, at, newId()],
  )
}

async function company() {
  const okta = await seedConnection(db, { app_id: 'okta' })
  const zoom = await seedConnection(db, { app_id: 'zoom' })
  const person = await seedPerson(db, { display_name: 'Ana Ng' })
  const ana = await seedAccount(db, okta, { person_id: person, claims: { displayName: 'Ana Ng' } })
  const call = await seedAccount(db, zoom, { person_id: person })
  const bo = await seedAccount(db, okta, {})
  return { okta, zoom, person, ana, call, bo }
}

test('activity is listed newest day first, page by page, by account, person, app, connection and day', async () => {
  const { okta, zoom, person, ana, call, bo } = await company()
  for (const day of ['2026-01-31', '2026-02-01', '2026-03-05']) await did(okta, ana, day, { at: `${day}T10:00:00Z` })
  await did(okta, ana, '2026-03-05', { grade: 'sso', app: '0oa1', at: '2026-03-05T10:01:00Z' })
  await did(okta, bo, '2026-03-05', { at: '2026-03-05T09:00:00Z' })
  await did(zoom, call, '2026-02-10')
  await db.query(
    `insert into entitlements (id, connection_id, kind, external_id, name, first_seen_at) values ($1, $2, 'app', '0oa1', 'Salesforce', now())`,
    [newId(), okta],
  )
  const days = (items: Json[]) => items.map(({ day }) => day)
  const whole = await all('activity')
  assert.deepEqual(days(whole), ['2026-03-05', '2026-03-05', '2026-03-05', '2026-02-10', '2026-02-01', '2026-01-31'])
  assert.equal(new Set(whole.map(({ id }) => id)).size, 6)
  assert.equal((await all(`activity?account_id=${bo}`)).length, 1)
  assert.deepEqual(days(await all(`activity?person_id=${person}&since=2026-02-01`)), [
    '2026-03-05',
    '2026-03-05',
    '2026-02-10',
    '2026-02-01',
  ])
  assert.deepEqual(days(await all('activity?app_id=zoom')), ['2026-02-10'])
  assert.equal(
    (await all(`activity?connection_id=${okta}&since=2026-03-05T23:30:00-02:00`)).length,
    0,
    'of an instant its day in UTC counts',
  )

  const sso = whole.find(({ grade }) => grade === 'sso')
  assert.deepEqual(
    [sso.via.name, sso.events, sso.lastAt, sso.action, sso.personName],
    ['Salesforce', 2, '2026-03-05T10:01:00.000Z', 'word', 'Ana Ng'],
  )
  await db.query(`update activity set app_name = 'Told with the event' where app_external_id <> ''`)
  const [listed] = await all(`activity?account_id=${ana}&since=2026-03-05`)
  assert.equal(listed.via.name, 'Salesforce', 'the list of apps knows better')
  await db.query('delete from entitlements')
  const [told] = await all(`activity?account_id=${ana}&since=2026-03-05`)
  assert.equal(told.via.name, 'Told with the event')
  assert.equal(whole.find(({ appId }) => appId === 'zoom').lastAt, null)
  for (const wrong of ['since=yesterday', 'account_id=1', 'cursor=x', 'nobody=1'])
    assert.equal((await ask('GET', `/api/v1/activity?${wrong}`)).status, 400, wrong)
})

test('transactions keep the amount as it was told, and are out of sight with their connection', async () => {
  const { okta, zoom } = await company()
  const charge = (connection: string, id: string, date: string, amount: string) =>
    db.query(
      `insert into transactions (id, connection_id, external_id, date, amount, currency, description, period_from, period_to, sync_id)
       values ($1, $2, $3, $4, $5, 'USD', 'Plan', '2026-01-01', '2026-01-31', $6)`,
      [newId(), connection, id, date, amount, newId()],
    )
  await charge(zoom, 'a', '2026-01-31', '1299.50')
  await charge(zoom, 'b', '2026-02-28', '-0.10')
  await charge(okta, 'c', '2026-03-31', '12345678901234.000001')
  const amounts = (items: Json[]) => items.map(({ amount }) => amount)
  assert.deepEqual(amounts(await all('transactions')), ['12345678901234.000001', '-0.10', '1299.50'])
  const [newest] = await all(`transactions?connection_id=${zoom}&since=2026-02-01`)
  assert.deepEqual([newest.externalId, newest.date, newest.currency, newest.period], ['b', '2026-02-28', 'USD', { from: '2026-01-01', to: '2026-01-31' }]) // prettier-ignore
  assert.deepEqual(amounts(await all('transactions?app_id=okta')), ['12345678901234.000001'])
  await db.query(`update connections set state = 'removed', removed_at = now() where id = $1`, [zoom])
  assert.equal((await all('transactions')).length, 1)
})

test('an account says how exactly, how and from where its last activity is known; nothing known is no "never"', async () => {
  const { ana, bo, call } = await company()
  await db.query(
    `update accounts set last_active_at = '2026-03-05T10:01:00Z', last_active_grade = 'sso', last_active_stream = 'signIns' where id = $1`,
    [ana],
  )
  await db.query(`update accounts set last_active_at = '2026-03-05T00:00:00Z', last_active_day = true where id = $1`, [
    bo,
  ])
  await db.query('update accounts set last_active_at = null where id = $1', [call])
  const of = async (id: string) => {
    const { lastActiveAt, lastActivePrecision, lastActiveGrade, lastActiveSource } = await get(`accounts/${id}`)
    return [lastActiveAt, lastActivePrecision, lastActiveGrade, lastActiveSource]
  }
  assert.deepEqual(await of(ana), ['2026-03-05T10:01:00.000Z', 'instant', 'sso', 'signIns'])
  assert.deepEqual(await of(bo), ['2026-03-05', 'day', 'login', 'accounts'], 'a day is not made an instant')
  assert.deepEqual(await of(call), [null, null, null, null])
})

test('a connection says of each kind of data how fresh it is: of several lists the oldest counts', async () => {
  const { okta } = await company()
  const state = (stream: string, kind: string, asOf: string, since: string | null = null) =>
    db.query('insert into stream_states (connection_id, stream, kind, as_of, since) values ($1, $2, $3, $4, $5)', [
      okta,
      stream,
      kind,
      asOf,
      since,
    ])
  await state('groups', 'group', '2026-03-02T00:00:00Z')
  await state('groupUsers', 'group', '2026-03-01T00:00:00Z')
  await state('signIns', 'activity', '2026-03-02T00:00:00Z', '2025-12-02T00:00:00Z')
  assert.deepEqual((await get(`connections/${okta}`)).dataAsOf, [
    { kind: 'activity', asOf: '2026-03-02T00:00:00.000Z', since: '2025-12-02T00:00:00.000Z' },
    { kind: 'group', asOf: '2026-03-01T00:00:00.000Z', since: null },
  ])
})
