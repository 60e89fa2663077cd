import { startSandbox } from '#connectors/scim/sandbox.ts'
import type { Json } from '#test/helpers/api.ts'
import { testDatabase } from '#test/helpers/database.ts'
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { request } from 'undici'

const PROGRAM = fileURLToPath(new URL('../../bin/rollcall.mjs', import.meta.url))
const TOKEN = 'a-token-for-the-unattended-first-start'

const { url: databaseUrl, db } = await testDatabase({ empty: true })
const home = await mkdtemp(join(tmpdir(), 'rollcall-start-'))
const sandbox = await startSandbox({ users: 30 })
const running = new Set<ChildProcess>()
after(async () => {
  for (const child of running) child.kill('SIGKILL')
  await sandbox.close()
  await rm(home, { recursive: true })
})

const environment = {
  PATH: process.env['PATH'],
  ROLLCALL_HOME: home,
  DATABASE_URL: databaseUrl,
  PORT: '0',
  ROLLCALL_ALLOW_NETS: '127.0.0.0/8',
  ROLLCALL_API_TOKEN: TOKEN,
  ROLLCALL_ADMIN_EMAIL: 'admin@example.com',
  ROLLCALL_ADMIN_PASSWORD: 'correct horse battery',
}

/** Runs the program as a person does. */
function program(argv: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    env: { ...environment, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let [out, err] = ['', '']
  child.stdout.on('data', (part: Buffer) => (out += part.toString()))
  child.stderr.on('data', (part: Buffer) => (err += part.toString()))
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return { code: code as number | null, out, err }
  })
  return {
    child,
    ended,
    /** The first line of the output, when it is there. */
    async firstLine(): Promise<string> {
      while (!out.includes('\n')) await Promise.race([once(child.stdout, 'data'), ended.then(() => assert.fail(err))])
      return out.split('\n', 1)[0] ?? ''
    },
  }
}

let url = ''
const api = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<Json> => {
  const { statusCode, body: answer } = await request(`${url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const json = await answer.json()
  assert.ok(statusCode < 300, JSON.stringify(json))
  return json
}

let server: ReturnType<typeof program>
before(async () => {
  server = program(['start', '--json'])
  const started = JSON.parse(await server.firstLine())
  // An admin is there, so no code opens anything.
  assert.equal(started.setUpCode, undefined)
  url = started.url
})

test('a fresh start with admin and token from the environment connects, syncs and explains', async () => {
  const connection = await api('POST', '/connections', {
    connector: 'scim',
    name: 'Company SCIM',
    method: 'bearer',
    credential: sandbox.credentials['bearer'],
    hosts: sandbox.hosts,
    selection: 'people_and_accounts',
    preference: 'create_and_update',
    deactivate: true,
    smart: true,
  })
  const { runningSync } = await api('POST', `/connections/${connection.id}/launch`, { sync: true })
  const { body } = await request(`${url}/api/v1/syncs/${runningSync.id}/events`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  })
  const events = (await body.text()).split('\n').filter((line) => line.startsWith('data: '))
  const last = JSON.parse(events.at(-1)!.slice(6))
  assert.deepEqual([last.state, last.counts.read, last.counts.created], ['done', 30, 30])
  const synced = await api('GET', `/connections/${connection.id}`)
  assert.deepEqual([synced.accountCount, synced.asOf], [30, last.startedAt])
  const [someone] = sandbox.state.view.users
  const [person] = (await api('GET', `/people?search=${encodeURIComponent(someone!.email)}`)).items
  const { value, claims } = await api('GET', `/people/${person.id}/explain?field=familyName`)
  assert.deepEqual([value, claims[0].raw, claims[0].wins], [someone!.familyName, someone!.familyName, true])
})

test('the admin from the environment can sign in', async () => {
  const { statusCode } = await request(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: environment.ROLLCALL_ADMIN_EMAIL, password: environment.ROLLCALL_ADMIN_PASSWORD }),
  })
  assert.equal(statusCode, 200)
})

test('`sync` follows the worker that runs elsewhere and says what was done', async () => {
  sandbox.state.add()
  const { code, out, err } = await program(['sync', 'company scim']).ended
  assert.equal(code, 0, err)
  assert.match(out, /read +31\n/)
  assert.match(out, /created +1\n/)
  assert.match(out, /Done\.\n$/)
})

test('`plan` names what would change and changes nothing', async () => {
  const someone = sandbox.state.view.users[3]!
  sandbox.state.remove(someone.id)
  const { code, out, err } = await program(['plan', 'Company SCIM']).ended
  assert.equal(code, 0, err)
  assert.match(out, /Would deactivate 1:\n {2}\S.*\n/)
  assert.match(out, /Nothing was changed\.\n$/)
  const [account] = (await api('GET', `/accounts?search=${encodeURIComponent(someone.email)}`)).items
  assert.equal(account.status, 'active')
})

test('`export` writes all of it as CSV or JSON, with formulas disarmed', async () => {
  const file = join(home, 'people.csv')
  await db.query(`update people set title = '=cmd()', department = '+1' where email = $1`, [
    sandbox.state.view.users[0]!.email,
  ])
  const csv = await program(['export', 'people', '--output', file]).ended
  assert.deepEqual([csv.code, csv.out], [0, ''], csv.err)
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  assert.equal(lines.length, 32)
  assert.match(lines[0]!, /^id,email,username,displayName,/)
  assert.match(lines.join('\n'), /,'\+1,'=cmd\(\),/)
  const json = await program(['export', 'accounts', '--format', 'json', '--connection', 'Company SCIM']).ended
  assert.equal(JSON.parse(json.out).length, 31)
  const refused = await program(['export', 'people', '--output', join(home, 'none', 'x.csv')]).ended
  assert.equal(refused.code, 1)
  assert.match(refused.err, /^rollcall: .* cannot be written/)
})

test('`import` takes a file as the whole list of a connection, and syncs it', async () => {
  const { id } = await api('POST', '/connections', {
    connector: 'file',
    name: 'Canteen',
    method: 'upload',
    credential: {},
    settings: { emailColumn: 'email' },
    selection: 'people_and_accounts',
    preference: 'create_only',
    deactivate: true,
    mapping: {
      targets: [
        { field: 'email', source: 'email', key: true },
        { field: 'username', source: 'email' },
        { field: 'role', constant: 'Employee' },
      ],
    },
  })
  const file = join(home, 'canteen.csv')
  await writeFile(file, 'email\none@canteen.test\ntwo@canteen.test\n')
  const draft = await program(['import', 'Canteen', file]).ended
  assert.deepEqual(
    [draft.code, draft.out],
    [0, '2 rows.\nThe connection is a draft: it is synced once it is launched.\n'],
    draft.err,
  )
  await api('POST', `/connections/${id}/launch`, {})
  const done = await program(['import', 'Canteen', file]).ended
  assert.equal(done.code, 0, done.err)
  assert.match(done.out, /created +2\n[^]*Done\.\n$/)
  const missing = await program(['import', 'Canteen', join(home, 'nowhere.csv')]).ended
  assert.deepEqual([missing.code, missing.out], [1, ''])
  assert.match(missing.err, /nowhere\.csv" cannot be read/)
})

test('a second start on the same home, or on a taken port, is refused in a sentence', async () => {
  const double = await program(['start']).ended
  assert.deepEqual([double.code, double.out], [1, ''])
  assert.match(double.err, /^rollcall: Another Rollcall is running on this ROLLCALL_HOME\. .*\n$/)
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const other = await mkdtemp(join(tmpdir(), 'rollcall-start-'))
  const refused = await program(['start'], { ROLLCALL_HOME: other, PORT: String(port) }).ended
  taken.close()
  await rm(other, { recursive: true })
  assert.deepEqual(
    [refused.code, refused.err],
    [1, `rollcall: Port ${port} is in use by another program. Stop it, or start with another PORT.\n`],
  )
})

test('what else can be wrong at a start is one sentence, too', async () => {
  const other = await mkdtemp(join(tmpdir(), 'rollcall-start-'))
  const refusal = async (env: Record<string, string>) => {
    const { code, out, err } = await program(['start'], { ROLLCALL_HOME: other, ...env }).ended
    assert.deepEqual([code, out], [1, ''])
    assert.match(err, /^rollcall: [^\n]+\n$/)
    return err
  }
  assert.match(await refusal({ DATABASE_URL: 'postgresql://x@127.0.0.1:1/x' }), /database cannot be reached/)
  assert.match(
    await refusal({ ROLLCALL_ROOT_KEY: Buffer.alloc(32, 9).toString('base64') }),
    /root key does not open this vault/,
  )
  assert.match(await refusal({}), /root key is missing/)
  assert.match(await refusal({ ROLLCALL_ALLOW_NETS: '10.0.0.0/99' }), /ROLLCALL_ALLOW_NETS/)
  assert.match(await refusal({ HOST: '203.0.113.1' }), /HOST is not an address of this machine/)
  await writeFile(join(other, 'file'), '')
  assert.match(await refusal({ ROLLCALL_HOME: join(other, 'file', 'home') }), /ROLLCALL_HOME cannot be written/)
  await db.query(`insert into migrations (name, sha256) values ('9999_future.sql', 'x')`)
  assert.match(await refusal({}), /migrated by a newer Rollcall/)
  await db.query(`delete from migrations where name = '9999_future.sql'`)
  await rm(other, { recursive: true })
})

test('`rotate-keys` while it runs: the server goes on with the new key, and nothing is left under the old one', async () => {
  const before = JSON.parse((await program(['rotate-keys', '--status', '--json']).ended).out)
  const stored = await db.one<{ n: number }>('select count(*)::int as n from credentials')
  assert.ok(stored!.n > 0)
  assert.equal(before.columns.find(({ name }: Json) => name === 'credentials.sealed').current, stored!.n)
  const { code, out, err } = await program(['rotate-keys']).ended
  assert.equal(code, 0, err)
  assert.match(out, /^The root key was rotated: [0-9a-f]{16} → [0-9a-f]{16}, \d+ secrets sealed anew/)
  assert.match(out, /Nothing is left under [0-9a-f]{16}/)
  const after = JSON.parse((await program(['rotate-keys', '--status', '--json']).ended).out)
  assert.deepEqual([after.old, after.retired[0].id], [null, before.current])
  for (const place of after.columns) assert.deepEqual([place.old, place.other], [0, 0], place.name)
  const [connection] = (await api('GET', '/connections')).items
  assert.ok(await api('POST', `/connections/${connection.id}/test`), 'the server opens what was sealed anew')
  assert.deepEqual((await readdir(home)).filter((name) => name.startsWith('root.key')).sort(), [
    'root.key',
    `root.key.retired-${before.current}`,
  ])
  const events = await api('GET', '/audit-events?target_kind=vault')
  assert.deepEqual(
    events.items.map(({ action }: Json) => action),
    ['vault.rotate_end', 'vault.rotate_begin'],
  )
})

test('asked to stop, it stops in order; a sync asked for on the command line then runs there', async () => {
  const from = Date.now()
  server.child.kill('SIGTERM')
  const { code, err } = await server.ended
  assert.equal(code, 0, err)
  assert.ok(Date.now() - from < 10_000)
  assert.doesNotMatch(err, /"level":"error"/)
  const { code: synced, out, err: trouble } = await program(['sync', 'Company SCIM', '--json']).ended
  assert.equal(synced, 0, trouble)
  assert.deepEqual([JSON.parse(out).state, JSON.parse(out).counts.deactivated], ['done', 1])
})

test('a sync that is held ends with 1 and says why', async () => {
  for (const { id } of sandbox.state.view.users.slice(0, 20)) sandbox.state.remove(id)
  const { code, out } = await program(['sync', 'Company SCIM']).ended
  assert.equal(code, 1)
  assert.match(out, /Held: part of the plan waits for a person\.\n {2}\S/)
})

test('`doctor` finds what is wrong and changes nothing', async () => {
  const well = await program(['doctor', '--json']).ended
  assert.equal(well.code, 0, well.out)
  assert.deepEqual(
    JSON.parse(well.out).filter(({ level }: Json) => level === 'fail'),
    [],
  )
  const audited = await program(['doctor', '--audit']).ended
  assert.match(audited.out, /^ok +audit log +\d+ events, whole and in order\. .*also outside the database/m)
  await db.query(
    `insert into stream_states (connection_id, stream, kind, as_of) select id, 'signIns', 'activity', as_of - interval '3 days' from connections where as_of is not null and name = 'Company SCIM'`,
  )
  const behind = await program(['doctor']).ended
  assert.match(behind.out, /^warn +activity +Older than the lists by more than 48 hours in: Company SCIM\./m)
  await db.query('alter table audit_events disable trigger all')
  await db.query(`update audit_events set actor_name = 'nobody' where id = (select min(id) from audit_events)`)
  const changed = await program(['doctor', '--audit']).ended
  assert.equal(changed.code, 1)
  assert.match(changed.out, /^fail +audit log +Event \d+ \(\S+\), at place 1, is not what was recorded/m)
  await db.query(`update migrations set name = '9999_future.sql' where name = (select max(name) from migrations)`)
  const ill = await program(['doctor']).ended
  assert.equal(ill.code, 1)
  assert.match(ill.out, /^fail +migrations +.*newer Rollcall/m)
  const gone = await program(['doctor'], { DATABASE_URL: 'postgresql://x@127.0.0.1:1/x' }).ended
  assert.match(gone.out, /^fail +database +The database cannot be reached/m)
})
