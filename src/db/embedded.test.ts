import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { silentLog } from '#base/log.ts'
import { isPostgres } from './embedded-server.ts'
import { startEmbedded, type EmbeddedOptions } from './embedded.ts'

const USER = fileURLToPath(new URL('../../test/helpers/embedded-user.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'rollcall-db-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const isRoot = process.getuid?.() === 0

const start = (home: string, options: Partial<EmbeddedOptions> = {}) =>
  startEmbedded({ home, log: silentLog, disposable: true, ...options })

/** Another process that uses the server of a home. */
async function startUser(home: string) {
  const child = spawn(process.execPath, [USER, home], { stdio: ['pipe', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const { url, attached } = JSON.parse(line) as { url: string; attached: boolean }
  return {
    pid: child.pid ?? 0,
    url,
    attached,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async close() {
      child.stdin.end()
      await exited
    },
  }
}

async function ask<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

async function until(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!(await condition())) {
    if (Date.now() > deadline) assert.fail(`waited 20 s in vain until ${what}`)
    await sleep(20)
  }
}

const serverPid = (home: string) =>
  Number.parseInt(readFileSync(join(home, 'postgres/data/postmaster.pid'), 'utf8'), 10)

const answers = (url: string) =>
  ask(url, 'select 1').then(
    () => true,
    () => false,
  )

test('killing the only process that uses the server stops it, and nothing committed is lost', async () => {
  const home = join(folder, 'kill')
  const user = await startUser(home)
  assert.equal(user.attached, false)
  await ask(user.url, 'create table kept as select 7 as value')
  const pid = serverPid(home)
  await user.kill()
  await until('the server is gone', () => !isPostgres(pid))

  const server = await start(home)
  assert.deepEqual(await ask(server.url, 'select value from kept'), [{ value: 7 }])
  await server.close()
})

test('the server stays up until its last user is gone, whoever started it', async () => {
  const home = join(folder, 'shared')
  const first = await startUser(home)
  const second = await startUser(home)
  const third = await startUser(home)
  assert.deepEqual([first.attached, second.attached, third.attached], [false, true, true])
  const pid = serverPid(home)

  await first.kill()
  // The watchdog of the first asks for two seconds whether somebody is left; a third start must not wait for it.
  await until('the watchdog of the killed process has decided', () => watchdogs(home).length === 2)
  await second.close()
  assert.equal(serverPid(home), pid)
  assert.ok(await answers(third.url))

  await third.close()
  assert.ok(!isPostgres(pid), 'close returns when the server has stopped')
  assert.ok(!existsSync(join(home, 'postgres/data/postmaster.pid')), 'it was shut down, not killed')
})

test('processes that start at the same moment share one server', async () => {
  const home = join(folder, 'together')
  const users = await Promise.all([startUser(home), startUser(home), startUser(home)])
  assert.equal(users.filter(({ attached }) => !attached).length, 1)
  assert.equal(new Set(users.map(({ url }) => url)).size, 1)
  const pid = serverPid(home)
  await Promise.all(users.map((user) => user.kill()))
  await until('the server is gone', () => !isPostgres(pid))
})

/** The watchdog processes of a home (Linux; elsewhere none are found and the tests that need them are skipped). */
function watchdogs(home: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        return line.includes('watchdog.sh') && line.includes(join(home, 'postgres/data'))
      } catch {
        return false
      }
    })
    .map(Number)
}

test('an orphaned server is taken over, and stops with its new user', { skip: !existsSync('/proc/self') }, async () => {
  const home = join(folder, 'orphan')
  const user = await startUser(home)
  const pid = serverPid(home)
  // Both at once: a watchdog that ends alone is replaced.
  for (const victim of [user.pid, ...watchdogs(home)]) process.kill(victim, 'SIGKILL')
  await until('nobody guards the server', () => watchdogs(home).length === 0)
  assert.ok(isPostgres(pid))

  const server = await start(home)
  assert.equal(server.attached, true)
  assert.equal(serverPid(home), pid)
  await server.close()
  assert.ok(!isPostgres(pid))
})

test('a watchdog that somebody kills is replaced', { skip: !existsSync('/proc/self') }, async () => {
  const home = join(folder, 'watchdog')
  const user = await startUser(home)
  const pid = serverPid(home)
  const [first = 0] = watchdogs(home)
  process.kill(first, 'SIGKILL')
  await until('there is another one', () => watchdogs(home).some((watchdog) => watchdog !== first))
  await user.kill()
  await until('the server is gone', () => !isPostgres(pid))
})

test('a lock file that names a living process of somebody else does not hinder the start', async (t) => {
  const home = join(folder, 'stale')
  const server = await start(home)
  const socketLock = join(home, 'postgres/.s.PGSQL.5432.lock')
  const lines = [join(home, 'postgres/data/postmaster.pid'), socketLock].map((path) => [
    path,
    readFileSync(path, 'utf8'),
  ])
  await server.close()
  // Not this process: PostgreSQL passes over its own parent's number.
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  t.after(() => other.kill())
  for (const [path = '', text = ''] of lines) writeFileSync(path, text.replace(/^\d+/, String(other.pid)))

  const again = await start(home)
  assert.ok(await answers(again.url))
  await again.close()
})

test('a server that is killed under a running process comes back by itself, at the same address', async () => {
  const home = join(folder, 'crash')
  const server = await start(home, { disposable: false })
  await ask(server.url, 'create table kept as select 7 as value')
  const pid = serverPid(home)
  process.kill(pid, 'SIGKILL')
  await until('another server answers', async () => !isPostgres(pid) && (await answers(server.url)))
  assert.deepEqual(await ask(server.url, 'select value from kept'), [{ value: 7 }])
  const second = serverPid(home)
  await server.close()
  assert.ok(!isPostgres(second))
})

test('a home may have blanks, commas, quotes and letters of any script in its path', async () => {
  const home = join(folder, `Höme of "O'Neil", 名前 $HOME`)
  const server = await start(home)
  assert.ok(server.url.includes('host='), 'over a unix socket')
  assert.ok(await answers(server.url))
  await server.close()
})

test('a home whose path is too long for a socket is served over loopback, with a password', async () => {
  const home = join(folder, 'long'.repeat(30))
  const server = await start(home)
  const url = new URL(server.url)
  assert.equal(url.hostname, '127.0.0.1')
  assert.ok(await answers(server.url))
  const pid = serverPid(home)
  process.kill(pid, 'SIGKILL')
  await until('another server answers', async () => !isPostgres(pid) && (await answers(server.url)))

  url.password = 'guess'
  await assert.rejects(ask(url.href, 'select 1'), { code: '28P01' })
  assert.equal(statSync(join(home, 'postgres/password')).mode & 0o777, 0o600)
  const user = await startUser(home)
  assert.equal(user.attached, true)
  await server.close()
  assert.ok(await answers(user.url))
  await user.close()
})

test(
  'root without user namespaces runs it as another user, below folders that only root enters',
  { skip: !isRoot },
  async () => {
    const closed = join(folder, 'closed')
    mkdirSync(closed)
    chmodSync(closed, 0o700)
    const home = join(closed, 'home')
    const server = await start(home, { way: 'user' })
    const owner = statSync(join(home, 'postgres/data')).uid
    assert.notEqual(owner, 0)
    await server.close()

    const again = await start(home)
    assert.ok(await answers(again.url))
    assert.equal(statSync(join(home, 'postgres/data/postmaster.pid')).uid, owner, 'the folder keeps its owner')
    await again.close()
  },
)

test('a home that cannot be made is reported as such', async () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  await assert.rejects(start(join(file, 'home')), { code: 'home_unwritable' })
})

test('data of another major version is refused with a sentence that names both', async () => {
  const home = join(folder, 'version')
  const server = await start(home)
  await server.close()
  writeFileSync(join(home, 'postgres/data/PG_VERSION'), '17\n')
  await assert.rejects(start(home), { code: 'database_unreachable', message: /PostgreSQL 17.* 18/ })
})

const SMALL_DISK = ['--user', '--map-root-user', '--mount']
const canMount = spawnSync('unshare', [...SMALL_DISK, 'mount', '-t', 'tmpfs', 'tmpfs', folder]).status === 0

test('a full disk is reported as such', { skip: !canMount }, async () => {
  const disk = join(folder, 'disk')
  mkdirSync(disk)
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(new URL('embedded.ts', import.meta.url).href)})
    const { silentLog } = await import(${JSON.stringify(new URL('../base/log.ts', import.meta.url).href)})
    await startEmbedded({ home: process.argv[1], log: silentLog, disposable: true }).catch((error) => console.log(error.code))`
  const { stdout } = spawnSync(
    'unshare',
    [
      ...SMALL_DISK,
      'sh',
      '-c',
      'mount -t tmpfs -o size=20m tmpfs "$1" && exec "$2" --input-type=module -e "$3" "$1/home"',
      'sh',
      disk,
      process.execPath,
      program,
    ],
    { encoding: 'utf8' },
  )
  assert.equal(stdout, 'disk_full\n')
})
