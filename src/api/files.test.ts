import assert from 'node:assert/strict'
import { test } from 'node:test'
import { request as send } from 'undici'
import { runSync } from '#sync/run.ts'
import { testApi, type Json } from '#test/helpers/api.ts'

const { ask, url, tokens, db, enqueued, clock, log, connectors, refreshConnectors, openClient, mail } = await testApi()

async function upload(path: string, body: string | Buffer, type = 'text/csv'): Promise<{ status: number; body: Json }> {
  const response = await send(`${url}/api/v1${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': type, authorization: `Bearer ${tokens.owner}` },
  })
  return { status: response.statusCode, body: await response.body.json() }
}
const preview = (body: string | Buffer, type?: string) => upload('/file-previews', body, type)

async function run(syncId: string): Promise<Json> {
  assert.equal(enqueued.at(-1), syncId)
  const parts = { db, pagesDb: db, clock, log, connectors, refreshConnectors, openClient, mail }
  await runSync(parts, syncId, new AbortController().signal)
  return (await ask('GET', `/api/v1/syncs/${syncId}`)).body
}

const HEADER = 'Id,E-mail,Full name,Status'
const line = (n: number, status = 'active') => `u${n},person.${n}@company.test,Person ${n},${status}`
const people = (count: number) => [HEADER, ...Array.from({ length: count }, (_, at) => line(at + 1))]

async function connected(name: string): Promise<string> {
  const { body: app } = await ask('POST', '/api/v1/apps', { body: { name: `${name} app`, category: 'Other' } })
  const { body: guessed } = await preview(people(1).join('\n'))
  const created = await ask('POST', '/api/v1/connections', {
    body: {
      appId: app.id,
      connector: 'file',
      name,
      method: 'upload',
      credential: {},
      settings: guessed.guess,
      selection: 'people_and_accounts',
      preference: 'create_and_update',
      deactivate: true,
      schedule: { every: 'never', at: '02:00', timezone: 'UTC' },
      mapping: {
        targets: [
          { field: 'email', source: 'E-mail', key: true },
          { field: 'username', source: 'E-mail' },
          { field: 'displayName', source: '["Full name"]' },
          { field: 'role', constant: 'Employee' },
        ],
      },
    },
  })
  assert.equal(created.status, 201, created.text)
  return created.body.id
}

test('a preview tells format, columns, what they probably are, and each bad line, and stores nothing', async () => {
  const { status, body } = await preview(
    Buffer.from(
      `\uFEFF${HEADER.replaceAll(',', ';')}\nu1;a@x.test;"Doe; Jane";active\nu2;b@x.test\nu3;c@x.test;Max;locked\n`,
    ),
  )
  assert.equal(status, 200, JSON.stringify(body))
  assert.deepEqual([body.format, body.encoding, body.delimiter, body.rowCount], ['csv', 'utf-8', ';', 2])
  assert.deepEqual(body.rows[0], { Id: 'u1', 'E-mail': 'a@x.test', 'Full name': 'Doe; Jane', Status: 'active' })
  assert.deepEqual(body.problems, [{ line: 3, why: 'It has 2 values, and the first line names 4 columns.' }])
  assert.deepEqual(body.guess, {
    idColumn: 'Id',
    emailColumn: 'E-mail',
    nameColumn: '["Full name"]',
    statusColumn: 'Status',
  })
  assert.deepEqual(await db.query('select 1 from file_uploads'), [])
})

test('the usual encodings and JSON are read; a spreadsheet is refused with what to do', async () => {
  const latin = await preview(Buffer.from(`id,name\n1,M\u00fcller\n`, 'latin1'))
  assert.deepEqual([latin.body.encoding, latin.body.rows[0].name], ['windows-1252', 'Müller'])
  const wide = await preview(
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('id\tname\n1\tMüller\n', 'utf16le')]),
  )
  assert.deepEqual([wide.body.encoding, wide.body.delimiter, wide.body.rows[0].name], ['utf-16', '\t', 'Müller'])
  const json = await preview(
    JSON.stringify({ users: [{ id: 1, profile: { email: 'a@x.test' } }, 7] }),
    'application/octet-stream',
  )
  assert.deepEqual([json.body.format, json.body.rowCount, json.body.problems[0].line], ['json', 1, 2])
  assert.ok(json.body.columns.some((column: Json) => column.path === 'profile.email'))
  const sheet = await preview(Buffer.from('504b030414000600', 'hex'))
  assert.deepEqual([sheet.status, sheet.body.code], [415, 'unsupported_media_type'])
  assert.match(sheet.body.message, /Save as.*CSV/)
  const form = await preview('{}', 'application/json')
  assert.deepEqual([form.status, form.body.code], [415, 'unsupported_media_type'])
  for (const [text, why] of [
    ['', /empty/],
    ['id,name\n', /no rows/],
    ['id,id\n1,2\n', /two columns alike/],
    ['[1', /cannot be read as such/],
    ['{"a":1}', /no list/],
  ] as const) {
    const refused = await preview(text === '' ? ' ' : text)
    assert.deepEqual([refused.status, refused.body.code], [400, 'file_unreadable'])
    assert.match(refused.body.message, why)
  }
})

test('five megabytes and fifty thousand rows are the most', async () => {
  const large = await preview(Buffer.alloc(5 * 1024 * 1024 + 1, 'a'))
  assert.deepEqual([large.status, large.body.code], [413, 'request_too_large'])
  const long = await preview(`id\n${'1\n'.repeat(50_001)}`)
  assert.deepEqual([long.status, long.body.code], [413, 'request_too_large'])
  assert.match(long.body.message, /50,000 rows/)
  const most = await preview(`id\n${'1\n'.repeat(50_000)}`)
  assert.deepEqual([most.status, most.body.rowCount], [200, 50_000])
})

test('an upload is one sync through the engine: the whole list, then a new snapshot, held and undone like any other', async () => {
  const id = await connected('Payroll')
  const draft = await upload(`/connections/${id}/uploads?name=first.csv`, people(1_205).join('\n'))
  assert.deepEqual([draft.status, draft.body.rows, draft.body.syncId], [201, 1_205, null])
  const sample = (await ask('GET', `/api/v1/connections/${id}/sample`)).body.records
  assert.deepEqual(sample[0], {
    Id: 'u1',
    'E-mail': 'person.1@company.test',
    'Full name': 'Person 1',
    Status: 'active',
  })
  const offered = (await ask('GET', `/api/v1/connections/${id}/mapping`)).body.sources.map((one: Json) => one.path)
  assert.deepEqual(offered, ['Id', 'E-mail', '["Full name"]', 'Status'])

  const launched = await ask('POST', `/api/v1/connections/${id}/launch`, { body: { sync: true } })
  assert.equal(launched.status, 200, launched.text)
  const first = await run(enqueued.at(-1)!)
  assert.deepEqual([first.state, first.counts.created], ['done', 1_205], JSON.stringify(first.error))

  const again = await ask('POST', `/api/v1/connections/${id}/syncs`)
  assert.deepEqual([again.status, again.body.code], [409, 'conflict'], 'an old file read again would seem fresh')

  const next = people(1_206).filter((_, at) => at !== 7)
  next[1] = line(1, 'locked')
  const second = await upload(`/connections/${id}/uploads?name=second.csv`, next.join('\n'))
  const changed = await run(second.body.syncId)
  assert.deepEqual(
    [changed.state, changed.counts.created, changed.counts.deactivated],
    ['done', 1, 2],
    JSON.stringify(changed),
  )
  const status = async (externalId: string) =>
    (
      await db.one<{ status: string }>('select status from accounts where connection_id = $1 and external_id = $2', [
        id,
        externalId,
      ])
    )?.status
  assert.deepEqual([await status('u1'), await status('u7')], ['suspended', 'inactive'])
  assert.equal((await ask('POST', `/api/v1/syncs/${changed.id}/undo`)).status, 200)
  assert.deepEqual([await status('u1'), await status('u7')], ['active', 'active'])

  const few = await upload(`/connections/${id}/uploads?name=few.csv`, people(10).join('\n'))
  const held = await run(few.body.syncId)
  assert.deepEqual([held.state, held.hold[0].rule], ['held', 'missing'])
  const uploads = (await ask('GET', `/api/v1/connections/${id}/uploads`)).body.items
  assert.deepEqual(
    uploads.map((one: Json) => one.name),
    ['few.csv', 'second.csv', 'first.csv'],
  )
})

test('a bad line is named by the sync, and nobody is called missing for it', async () => {
  const id = await connected('With bad lines')
  await upload(`/connections/${id}/uploads?name=a.csv`, people(30).join('\n'))
  await ask('POST', `/api/v1/connections/${id}/launch`, { body: { sync: true } })
  assert.equal((await run(enqueued.at(-1)!)).state, 'done')
  const lines = people(30)
  lines[5] = 'u5,person.5@company.test'
  const partly = await run((await upload(`/connections/${id}/uploads?name=b.csv`, lines.join('\n'))).body.syncId)
  assert.deepEqual([partly.state, partly.counts.deactivated], ['partial', 0])
  const issues = (await ask('GET', `/api/v1/syncs/${partly.id}/issues`)).body.items
  assert.match(issues[0].message, /Line 6: It has 2 values, and the first line names 4 columns/)
})

test('what our own export marked against formulas has its value again', async () => {
  const id = await connected('Round trip')
  const names = ['=1+1', '+49 30', '-x', '@home', '＝1', "'quoted", 'plain']
  const rows = names.map((name, at) => `u${at},person.${at}@company.test,"${name}",active`)
  await upload(`/connections/${id}/uploads?name=a.csv`, [HEADER, ...rows].join('\n'))
  await ask('POST', `/api/v1/connections/${id}/launch`, { body: { sync: true } })
  assert.equal((await run(enqueued.at(-1)!)).state, 'done')
  const exported = await ask('GET', `/api/v1/connections/${id}/export?of=accounts`)
  assert.match(exported.text, /'=1\+1/)
  const { body } = await preview(exported.text)
  const columns = body.guess
  assert.deepEqual([columns.idColumn, columns.emailColumn, columns.nameColumn], ['externalId', 'email', 'displayName'])
  const again = await preview(exported.text.split('\n').slice(0, 6).join('\n'))
  assert.deepEqual(again.body.rows.map((row: Json) => row.displayName).toSorted(), names.slice(0, 5).toSorted())
})

test('a connection that reads a vendor takes no file', async () => {
  const { body } = await ask('POST', '/api/v1/connections', {
    body: {
      connector: 'scim',
      name: 'SCIM',
      method: 'bearer',
      credential: { token: 'x' },
      hosts: { scim: 'https://scim.example.com' },
      selection: 'people',
      preference: 'create_only',
      deactivate: false,
    },
  })
  const refused = await upload(`/connections/${body.id}/uploads?name=a.csv`, people(1).join('\n'))
  assert.deepEqual([refused.status, refused.body.code], [409, 'conflict'])
})
