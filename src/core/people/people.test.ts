import { isAppError, type AppError } from '#base/errors.ts'
import { CLI_ACTOR } from '#core/audit/actor.ts'
import { listAuditEvents } from '#core/audit/list-audit-events.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { seedAccount, seedConnection, seedPerson } from '#test/helpers/directory.ts'
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { createPerson } from './create-person.ts'
import { deletePerson } from './delete-person.ts'
import { editPerson } from './edit-person.ts'
import { explainPerson } from './explain-person.ts'
import { getPerson } from './get-person.ts'
import { listPeople, type PeopleFilter } from './list-people.ts'
import { readPeopleFacets } from './people-facets.ts'

const { db } = await testDatabase()
const actor = CLI_ACTOR

beforeEach(() => db.query('truncate people, accounts, connections, person_fields, audit_events cascade'))

const emails = async (filter: Partial<PeopleFilter>) =>
  (await listPeople(db, { limit: 50, ...filter })).items.map(({ email }) => email)

const refusal = async (work: Promise<unknown>): Promise<AppError> => {
  const error = await work.then(
    () => assert.fail('it was not refused'),
    (thrown: unknown) => thrown,
  )
  assert.ok(isAppError(error))
  return error
}

test('a walk through all pages meets everybody once, those without e-mail last', async () => {
  for (const email of ['Bo@x.example', 'ann@x.example', 'cy@x.example', 'ANN@x.example'])
    await seedPerson(db, { email })
  for (const username of ['u1', 'u2', 'u3']) await seedPerson(db, { username })
  const met: string[] = []
  let cursor: string | undefined
  do {
    const page = await listPeople(db, { limit: 2, cursor })
    met.push(...page.items.map(({ email, username }) => (email ?? username)!.toLowerCase()))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  assert.deepEqual(met, ['ann@x.example', 'ann@x.example', 'bo@x.example', 'cy@x.example', 'u1', 'u2', 'u3'])
})

test('search takes wildcards literally and finds any part in any case', async () => {
  await seedPerson(db, { email: 'a_b@x.example', display_name: 'Åsa 100% Berg' })
  await seedPerson(db, { email: 'axb@x.example', display_name: 'Someone' })
  assert.deepEqual(await emails({ search: 'a_b' }), ['a_b@x.example'])
  assert.deepEqual(await emails({ search: '100%' }), ['a_b@x.example'])
  assert.deepEqual(await emails({ search: 'BERG' }), ['a_b@x.example'])
  assert.deepEqual(await emails({ search: String.raw`\ ' ; --` }), [])
})

test('a cursor that was made up is refused, not passed to the database', async () => {
  const forge = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  for (const cursor of [
    'x',
    forge([]),
    forge(['a', 'b']),
    forge([1, '0']),
    forge(['a\0', '01890000-0000-7000-8000-000000000000']),
    forge({}),
  ]) {
    assert.equal((await refusal(listPeople(db, { limit: 1, cursor }))).fields?.[0]?.path, 'cursor')
  }
})

test('people are found by status, department, connection and app, and by having no account', async () => {
  const connection = await seedConnection(db)
  const other = await seedConnection(db, { app_id: 'other' })
  const [ann, bo] = [
    await seedPerson(db, { manual: { email: 'ann@x.example', department: 'R&D' } }),
    await seedPerson(db, { manual: { email: 'bo@x.example', status: 'suspended' } }),
  ]
  await seedPerson(db, { email: 'cy@x.example' })
  await seedAccount(db, connection, { person_id: ann })
  await seedAccount(db, other, { person_id: bo, listed: false })
  assert.deepEqual(await emails({ status: 'suspended' }), ['bo@x.example'])
  assert.deepEqual(await emails({ department: 'R&D' }), ['ann@x.example'])
  assert.deepEqual(await emails({ connectionId: connection }), ['ann@x.example'])
  assert.deepEqual(await emails({ connectionId: other }), ['bo@x.example'])
  // A row that only carries claims is no account of the app.
  assert.deepEqual(await emails({ appId: 'other' }), [])
  assert.deepEqual(await emails({ withoutAccounts: true }), ['bo@x.example', 'cy@x.example'])
  const { items } = await listPeople(db, { limit: 10 })
  assert.deepEqual(
    items.map(({ accountCount }) => accountCount),
    [1, 0, 0],
  )
})

test('the manager is found by e-mail or by the id at the source, and never guessed', async () => {
  const connection = await seedConnection(db)
  const boss = await seedPerson(db, { email: 'Boss@x.example', username: 'boss', display_name: 'The Boss' })
  await seedAccount(db, connection, {
    person_id: boss,
    external_id: 'E-1',
    claims: { email: 'Boss@x.example', username: 'boss', displayName: 'The Boss' },
  })
  const managerOf = async (manager: string) => {
    const id = await seedPerson(db)
    await seedAccount(db, connection, { person_id: id, claims: { manager } })
    const person = await getPerson(db, id)
    return [person.managerId, person.managerName]
  }
  assert.deepEqual(await managerOf('boss@X.example'), [boss, 'The Boss'])
  assert.deepEqual(await managerOf('E-1'), [boss, 'The Boss'])
  assert.deepEqual(await managerOf('nobody'), [null, null])
  await seedPerson(db, { email: 'BOSS@x.example' })
  assert.deepEqual(await managerOf('boss@x.example'), [null, null])
})

test('a hand edit holds against the sources, is written in the audit, and null gives the source its word back', async () => {
  const connection = await seedConnection(db)
  const id = await seedPerson(db)
  await seedAccount(db, connection, { person_id: id, claims: { title: 'Engineer' } })
  await editPerson(db, actor, id, { title: 'Chief', status: 'suspended', fields: { phone: '+49 1' } })
  const edited = await getPerson(db, id)
  assert.deepEqual([edited.title, edited.status, edited.fields], ['Chief', 'suspended', { phone: '+49 1' }])
  await editPerson(db, actor, id, { title: null, fields: { phone: null } })
  const restored = await getPerson(db, id)
  assert.deepEqual([restored.title, restored.fields], ['Engineer', {}])
  const { items } = await listAuditEvents(db, { limit: 10, action: 'person.edit' })
  const { action, detail } = items.at(-1)!
  assert.deepEqual(
    { action, detail },
    {
      action: 'person.edit',
      detail: {
        before: { title: null, status: null, phone: null },
        after: { title: 'Chief', status: 'suspended', phone: '+49 1' },
      },
    },
  )
})

test('what is typed in is brought into form or refused by name', async () => {
  await db.query(`insert into person_fields (name, label, type) values ('badge', 'Badge', 'number')`)
  const id = await createPerson(db, actor, { displayName: ' Ann ', fields: { badge: '17' } })
  assert.deepEqual(await getPerson(db, id).then(({ displayName, fields }) => [displayName, fields]), [
    'Ann',
    { badge: 17 },
  ])
  const error = await refusal(
    editPerson(db, actor, id, { email: 'nonsense', fields: { badge: 'x', nope: 1, title: 'x' } }),
  )
  assert.deepEqual(
    error.fields?.map(({ path }) => path),
    ['email', 'fields.badge', 'fields.nope', 'fields.title'],
  )
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const fields = Object.defineProperty({}, name, { value: 'x', enumerable: true })
    assert.equal((await refusal(editPerson(db, actor, id, { fields }))).code, 'invalid_input')
  }
})

test('nobody is given an e-mail, user name or unique value that another person has', async () => {
  await db.query(
    `insert into person_fields (name, label, type, is_unique) values ('slackId', 'Slack id', 'text', true)`,
  )
  await createPerson(db, actor, {
    displayName: 'Ann',
    email: 'ann@x.example',
    username: 'ann',
    fields: { slackId: 'U1' },
  })
  const error = await refusal(
    createPerson(db, actor, { displayName: 'Bo', email: 'ANN@x.example', username: 'Ann', fields: { slackId: 'u1' } }),
  )
  assert.equal(error.code, 'conflict')
  assert.deepEqual(
    error.fields?.map(({ path }) => path),
    ['email', 'username', 'fields.slackId'],
  )
  assert.equal((await listPeople(db, { limit: 10 })).items.length, 1)
})

test("a deleted person's accounts stay and are not matched to a new one by the next sync", async () => {
  const connection = await seedConnection(db)
  const id = await seedPerson(db)
  const account = await seedAccount(db, connection, { person_id: id, claims: { email: 'ann@x.example' } })
  await deletePerson(db, actor, id)
  assert.deepEqual(await db.one('select person_id, ignored, unmatched_reason from accounts where id = $1', [account]), {
    person_id: null,
    ignored: true,
    unmatched_reason: null,
  })
  assert.equal((await refusal(deletePerson(db, actor, id))).code, 'not_found')
})

test('every value is explained by its claims in the order of precedence, with rule and raw value', async () => {
  const mapping = {
    targets: [
      { field: 'title', source: 'job.title', values: { Eng: 'Engineer' } },
      { field: 'role', constant: 'Employee' },
      { field: 'email', source: '{{ mail | downcase }}', key: true },
    ],
  }
  const first = await seedConnection(db, {
    name: 'HR',
    precedence: 1,
    mapping,
    is_primary_source: true,
    as_of: new Date('2026-02-01T00:00:00Z'),
  })
  const second = await seedConnection(db, {
    name: 'Chat',
    precedence: 2,
    mapping: { targets: [{ field: 'title', source: 'title' }] },
  })
  const id = await seedPerson(db, { manual: { title: 'Chief' } })
  await seedAccount(db, second, { person_id: id, external_id: 'C', claims: { title: 'Dev', nickname: 'Annie' } })
  await seedAccount(db, first, {
    person_id: id,
    external_id: 'H',
    status: 'suspended',
    claims: { title: 'Engineer', role: 'Employee', email: 'ann@x.example' },
  })
  const raw: Record<string, unknown> = { H: { job: { title: 'Eng' }, mail: 'Ann@x.example' } }
  const reads: string[] = []
  const readRaw = async (_connection: string, externalId: string) => {
    reads.push(externalId)
    return raw[externalId] ?? null
  }
  const [title] = await explainPerson({ db, readRaw }, id, 'title')
  assert.equal(title?.value, 'Chief')
  assert.deepEqual(
    title.claims.map(({ source, connectionName, value, wins, rule, raw }) => [
      source,
      connectionName,
      value,
      wins,
      rule,
      raw,
    ]),
    [
      ['manual', null, 'Chief', true, 'Typed in by hand', null],
      ['connection', 'HR', 'Engineer', false, 'job.title, translated by a value table', 'Eng'],
      ['connection', 'Chat', 'Dev', false, 'title', null],
    ],
  )
  reads.length = 0
  const all = new Map((await explainPerson({ db, readRaw }, id)).map((one) => [one.field, one]))
  assert.deepEqual(reads.toSorted(), ['C', 'H'])
  assert.deepEqual([all.get('role')?.claims[0]?.rule, all.get('role')?.claims[0]?.raw], ['constant "Employee"', null])
  assert.equal(all.get('email')?.claims[0]?.raw, 'ann@x.example')
  assert.match(all.get('nickname')?.claims[0]?.rule ?? '', /earlier mapping/)
  assert.deepEqual(
    all.get('status')?.claims.map(({ connectionName, value, wins }) => [connectionName, value, wins]),
    [['HR', 'suspended', true]],
  )
  // The winner named here is the value that the resolution really chose, for every field.
  for (const { value, claims } of all.values()) if (claims[0]) assert.equal(value, claims[0].value)
  assert.equal((await refusal(explainPerson({ db, readRaw }, id, 'constructor'))).code, 'not_found')
})

test('a tracking field is explained by its connection, and a hand edit stands above it', async () => {
  const mapping = {
    targets: [
      { field: 'syncedOn', source: '$syncTime' },
      { field: 'syncedAt', source: '$syncTime' },
    ],
  }
  await db.query(
    `insert into person_fields (name, label, type) values ('syncedOn', 'On', 'date'), ('syncedAt', 'At', 'text')`,
  )
  const connection = await seedConnection(db, { name: 'HR', mapping, as_of: new Date('2026-02-01T09:30:00Z') })
  const id = await seedPerson(db)
  await seedAccount(db, connection, { person_id: id })
  const explain = async (field: string) => (await explainPerson({ db, readRaw: async () => null }, id, field))[0]
  assert.equal((await explain('syncedAt'))?.value, '2026-02-01T09:30:00.000Z')
  const told = await explain('syncedOn')
  assert.deepEqual(
    [told?.value, told?.claims[0]?.value, told?.claims[0]?.rule],
    ['2026-02-01', '2026-02-01', 'Start of the newest sync'],
  )
  await editPerson(db, actor, id, { fields: { syncedOn: '2026-01-01' } })
  const edited = await explain('syncedOn')
  assert.deepEqual([edited?.value, edited?.winner, edited?.claims.length], ['2026-01-01', 'manual', 2])
  assert.equal((await getPerson(db, id)).fields['syncedOn'], '2026-01-01')
})

test('facets count people, the largest first', async () => {
  for (const department of ['Sales', 'R&D', 'R&D', null]) await seedPerson(db, { department })
  assert.deepEqual((await readPeopleFacets(db)).department, [
    { value: 'R&D', count: 2 },
    { value: 'Sales', count: 1 },
    { value: null, count: 1 },
  ])
})
