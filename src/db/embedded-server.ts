import { spawnSync, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { AppError } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import {
  EMBEDDED_DATABASE,
  EMBEDDED_USER,
  embeddedUrl,
  readLog,
  readPassword,
  readPort,
  rotateLog,
  writeSettings,
  type EmbeddedHome,
} from './embedded-home.ts'
import { EMBEDDED_MAJOR, runInitdb, spawnServer, type Program } from './embedded-program.ts'

/** Waiting for a server that answers "starting up": recovery after a crash reads up to `max_wal_size` of log. */
const RECOVERY_MS = 300_000
/** Waiting for one that does not answer at all although its process lives. */
const SILENT_MS = 30_000
/** A killed server's last sessions may hold its shared memory for a moment longer. */
const LEFTOVER_MS = 10_000
const POLL_MS = 20

const STARTING_UP = '57P03'

/** What the caller needs to know of a server that answers. */
export type Running = { url: string; attached: boolean }

type Answer = 'ready' | 'starting' | 'silent'

/** Asks the server whether it takes work, and makes our database if it is not there. */
async function ask(home: EmbeddedHome, port: number): Promise<Answer> {
  const client = new Client({
    connectionString: embeddedUrl(home, port, 'postgres'),
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    const found = await client.query('select 1 from pg_database where datname = $1', [EMBEDDED_DATABASE])
    if (found.rowCount === 0) await client.query(`create database ${EMBEDDED_DATABASE}`)
    return 'ready'
  } catch (thrown) {
    const code = (thrown as { code?: unknown }).code
    if (code === STARTING_UP) return 'starting'
    if (code === '53100') throw new AppError('disk_full', { cause: thrown })
    // Only while nobody listens yet, or no longer: any other refusal will not pass by waiting.
    if (typeof code === 'string' && /^(28|42|53)/.test(code)) throw thrown
    return 'silent'
  } finally {
    await client.end().catch(() => {})
  }
}

/**
 * What the running server wrote about itself into `postmaster.pid`: its pid on line 1, its port on line 4.
 *
 * @returns undefined without the file; the port is NaN while the server is still writing.
 */
function readLockFile(home: EmbeddedHome): { pid: number; port: number } | undefined {
  const path = join(home.data, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  const lines = readFileSync(path, 'utf8').split('\n')
  return { pid: Number.parseInt(lines[0] ?? '', 10), port: Number.parseInt(lines[3] ?? '', 10) }
}

/**
 * Removes what a dead server left: PostgreSQL refuses to start while any process has the number in these files. Its shared
 * memory, which it checks too, still guards a data folder whose last sessions live on.
 */
function removeLockFiles(home: EmbeddedHome, port: number): void {
  const socket = join(home.folder, `.s.PGSQL.${port}`)
  for (const path of [join(home.data, 'postmaster.pid'), `${socket}.lock`, socket]) rmSync(path, { force: true })
}

/** Whether a process is a live postgres: the number may be another program's by now, and a zombie answers to signals. */
export function isPostgres(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 1) return false
  if (process.platform === 'linux') {
    try {
      return /^\d+ \(postgres\) [^ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    } catch {
      return false
    }
  }
  return spawnSync('ps', ['-p', String(pid), '-o', 'comm='], { encoding: 'utf8' }).stdout.includes('postgres')
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Why the server did not start, from its own words. */
function startError(output: string): AppError {
  // PostgreSQL says the second as a hint when a write came out short.
  if (/No space left on device|Check free disk space|Disk quota exceeded/i.test(output))
    return new AppError('disk_full')
  if (/Permission denied|Read-only file system/i.test(output)) {
    return new AppError('home_unwritable', { detail: { reason: lastComplaint(output) } })
  }
  return new AppError('database_unreachable', {
    message: `The embedded PostgreSQL did not start: ${lastComplaint(output)} Its log is postgres/server.log in ROLLCALL_HOME.`,
  })
}

function lastComplaint(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const complaint = lines.findLast((line) => /\b(FATAL|PANIC|error):/i.test(line)) ?? lines.at(-1) ?? 'it said nothing.'
  const text = complaint.replace(/^.*?\b(?:FATAL|PANIC|error):\s*/i, '').slice(0, 300)
  return /[.!]$/.test(text) ? text : `${text}.`
}

/**
 * Makes the data folder. Sorting and case follow the builtin provider's C.UTF-8, which is the same in every version of
 * every library; where people read a list, the statement names a collation.
 */
async function initialise(home: EmbeddedHome, program: Program, disposable: boolean): Promise<void> {
  const next = `${home.data}.new`
  rmSync(next, { recursive: true, force: true })
  readPassword(home)
  const { ok, output } = await runInitdb(program, [
    `--pgdata=${next}`,
    `--username=${EMBEDDED_USER}`,
    `--pwfile=${home.passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    ...(disposable ? ['--no-sync'] : []),
  ])
  if (!ok) throw startError(output)
  // Only a complete folder gets the name: an interrupted initdb is simply done again.
  renameSync(next, home.data)
}

/** Waits for a server that is already there. @returns its port, or undefined when its process is gone. */
async function attach(home: EmbeddedHome, log: Log): Promise<number | undefined> {
  const began = Date.now()
  let told = false
  let silentSince = began
  for (;;) {
    const running = readLockFile(home)
    if (!running || !isPostgres(running.pid)) return undefined
    const { pid, port } = running
    const answer = Number.isNaN(port) ? 'silent' : await ask(home, port)
    if (answer === 'ready') return port
    if (answer === 'starting') silentSince = Date.now()
    if (Date.now() - silentSince > SILENT_MS || Date.now() - began > RECOVERY_MS) {
      throw new AppError('database_unreachable', {
        message: `The embedded PostgreSQL (process ${pid}) is running but does not answer. Stop that process and start again.`,
      })
    }
    if (!told && Date.now() - began > 2_000) {
      told = true
      log.info({ pid }, 'Waiting for the embedded PostgreSQL.')
    }
    await sleep(POLL_MS * 2)
  }
}

/** Waits until a server that we started answers. @returns undefined, or what it wrote before it ended. */
async function untilReady(home: EmbeddedHome, port: number, child: ChildProcess, logStart: number, log: Log) {
  const began = Date.now()
  let told = false
  const ended = () => child.exitCode !== null || child.signalCode !== null
  let failure: Error | undefined
  child.once('error', (error) => (failure = error))
  for (;;) {
    if (failure) return failure.message
    if (ended()) return readLog(home, logStart)
    // The socket appears late, and asking for it is cheaper than a client that fails.
    if (!home.viaSocket || existsSync(join(home.folder, `.s.PGSQL.${port}`))) {
      if ((await ask(home, port)) === 'ready') return undefined
    }
    if (Date.now() - began > RECOVERY_MS) {
      child.kill('SIGINT')
      return 'it did not become ready within five minutes.'
    }
    if (!told && Date.now() - began > 3_000) {
      told = true
      log.info({}, 'The embedded PostgreSQL is recovering; this can take some minutes.')
    }
    await sleep(POLL_MS)
  }
}

async function start(home: EmbeddedHome, program: Program, disposable: boolean, log: Log): Promise<number> {
  const began = Date.now()
  for (let tries = 1; ; tries++) {
    const wanted = readPort(home)
    const port = wanted === undefined || (tries > 1 && !home.viaSocket) ? await freePort() : wanted
    removeLockFiles(home, port)
    writeSettings(home, port, disposable)
    rotateLog(home)
    const logStart = statSync(home.log).size
    const logFile = openSync(home.log, 'a')
    const child = spawnServer(program, ['-D', home.data], logFile)
    closeSync(logFile)
    child.unref()
    const output = await untilReady(home, port, child, logStart, log)
    if (output === undefined) return port
    const leftover = /pre-existing shared memory block|lock file .* already exists/i.test(output)
    const portTaken = !home.viaSocket && /could not bind|could not create any TCP/i.test(output)
    if (!(leftover || portTaken) || Date.now() - began > LEFTOVER_MS) throw startError(output)
    await sleep(200)
  }
}

/**
 * Makes sure that the server of this home runs and answers: takes in one that already does, or starts it, after
 * `initdb` the first time. The caller holds the start lock.
 *
 * Throws `disk_full`, `home_unwritable`, or `database_unreachable` with a sentence that says why.
 */
export async function ensureServer(
  home: EmbeddedHome,
  program: Program,
  options: { disposable: boolean; log: Log },
): Promise<Running> {
  const { disposable, log } = options
  const found = await attach(home, log)
  if (found !== undefined) return { url: embeddedUrl(home, found, EMBEDDED_DATABASE), attached: true }
  if (!existsSync(home.data)) await initialise(home, program, disposable)
  const major = readFileSync(join(home.data, 'PG_VERSION'), 'utf8').trim()
  if (major !== EMBEDDED_MAJOR) {
    throw new AppError('database_unreachable', {
      message: `The data in ROLLCALL_HOME was written by PostgreSQL ${major}, and this Rollcall brings ${EMBEDDED_MAJOR}. Start the Rollcall that made it, take a backup there, and restore it here.`,
    })
  }
  const port = await start(home, program, disposable, log)
  return { url: embeddedUrl(home, port, EMBEDDED_DATABASE), attached: false }
}
