import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import type { Socket } from 'node:net'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client as PgClient, type ClientConfig } from 'pg'
import { AppError } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import { toDatabaseError } from './errors.ts'
import { prepareHome, toHomeError, type EmbeddedHome } from './embedded-home.ts'
import { findProgram, type Program } from './embedded-program.ts'
import { ensureServer } from './embedded-server.ts'
import { lockFile, type FileLock } from './file-lock.ts'

// pg has these two, its types do not.
const Client = PgClient as unknown as new (config: ClientConfig) => PgClient & { ref(): void; unref(): void }

const WATCHDOG = fileURLToPath(new URL('watchdog.sh', import.meta.url))

/** Someone else may be making the data folder, or recovering it after a crash. */
const START_LOCK_MS = 310_000
/** The first wait before a server that died is started again; doubled each time up to the second. */
const RESTART_MS = 250
const LONGEST_RESTART_MS = 30_000

export type EmbeddedServer = {
  url: string
  /** Whether another process had it running. */
  attached: boolean
  /** Gives the server up. The last user in any process stops it, and waits until it has stopped. */
  close(): Promise<void>
}

export type EmbeddedOptions = {
  /** ROLLCALL_HOME; its folder `postgres` holds everything. */
  home: string
  log: Log
  /** Gives up durability for speed. For tests: a crash of the machine may lose the whole database. */
  disposable?: boolean
  /** For tests: only one of the ways in which root can run it. */
  way?: 'namespace' | 'user'
}

/** One watchdog: see watchdog.sh. It gets the two lock files opened anew, because a lock belongs to an open file. */
function spawnWatchdog(home: EmbeddedHome): ChildProcess {
  const files = [openSync(home.startLock, 'a+'), openSync(home.usersLock, 'a+')]
  try {
    const child = spawn('/bin/sh', [WATCHDOG, home.data], {
      stdio: ['pipe', 'ignore', 'ignore', ...files],
      cwd: '/',
      // A session of its own: Ctrl-C in a terminal reaches us and not it.
      detached: true,
    })
    child.on('error', () => {})
    child.stdin?.on('error', () => {})
    // It must not keep a process alive that has nothing else to do.
    child.unref()
    ;(child.stdin as Socket | null)?.unref()
    return child
  } finally {
    for (const file of files) closeSync(file)
  }
}

/**
 * One process's use of the embedded server. The users lock, shared by all of them, says that the server is needed; the
 * start lock lets one at a time start or stop it; the watchdog stops it when this process ends without a word; and an
 * idle connection tells at once when the server dies, so that it is started again.
 */
class Use implements EmbeddedServer {
  url = ''
  attached = false
  readonly #home: EmbeddedHome
  readonly #program: Program
  readonly #options: EmbeddedOptions
  #usersLock: FileLock | undefined
  #watchdog: ChildProcess | undefined
  #sentinel: InstanceType<typeof Client> | undefined
  #restart: NodeJS.Timeout | undefined
  #closed = false

  constructor(home: EmbeddedHome, program: Program, options: EmbeddedOptions) {
    this.#home = home
    this.#program = program
    this.#options = options
  }

  async open(): Promise<void> {
    try {
      await this.#locked(async () => {
        this.#usersLock = await lockFile(this.#home.usersLock, 'shared', 0)
        // Before the server: whoever starts it must already be watched.
        this.#guard()
        await this.#ensure()
      })
      await this.#watch()
    } catch (thrown) {
      await this.close()
      throw thrown
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#restart)
    this.#sentinel?.ref()
    await this.#sentinel?.end().catch(() => {})
    this.#usersLock?.release()
    const watchdog = this.#watchdog
    if (!watchdog || watchdog.exitCode !== null || watchdog.signalCode !== null) return
    const gone = new Promise<void>((resolve) => {
      watchdog.once('exit', () => resolve())
      watchdog.once('error', () => resolve())
    })
    watchdog.ref()
    watchdog.stdin?.end('close\n')
    await gone
  }

  async #locked(work: () => Promise<void>): Promise<void> {
    const lock = await lockFile(this.#home.startLock, 'exclusive', START_LOCK_MS)
    if (!lock) {
      throw new AppError('home_in_use', {
        message: 'Another process has been starting or stopping the database in this ROLLCALL_HOME for minutes.',
      })
    }
    try {
      await work()
    } finally {
      lock.release()
    }
  }

  async #ensure(): Promise<void> {
    const { disposable = false, log } = this.#options
    const { url, attached } = await ensureServer(this.#home, this.#program, { disposable, log })
    this.url = url
    this.attached = attached
  }

  #guard(): void {
    const watchdog = spawnWatchdog(this.#home)
    this.#watchdog = watchdog
    // Somebody ended it; without one, a kill of this process would leave the server behind.
    watchdog.once('exit', () => {
      if (!this.#closed) this.#guard()
    })
  }

  /** Holds an idle connection, whose end is the news that the server stopped. */
  async #watch(): Promise<void> {
    const client = new Client({ connectionString: this.url, application_name: 'rollcall watch' })
    client.on('error', () => {})
    await client.connect()
    this.#sentinel = client
    client.once('end', () => this.#recover(RESTART_MS))
    // Like the watchdog, it keeps no process alive.
    client.unref()
  }

  #recover(waitMs: number): void {
    if (this.#closed) return
    this.#restart = setTimeout(() => void this.#startAgain(waitMs), waitMs)
    this.#restart.unref()
  }

  async #startAgain(waitMs: number): Promise<void> {
    const { log } = this.#options
    try {
      log.warn({}, 'The embedded PostgreSQL stopped; starting it again.')
      await this.#locked(async () => {
        if (!this.#closed) await this.#ensure()
      })
      if (!this.#closed) await this.#watch()
    } catch (error) {
      log.error({ error }, 'The embedded PostgreSQL does not start.')
      this.#recover(Math.min(waitMs * 2, LONGEST_RESTART_MS))
    }
  }
}

/**
 * Starts the embedded PostgreSQL of a home, or joins the one that another process of the same home uses. It runs until
 * its last user has closed it or ended, `kill -9` included, and is started again if it dies before that.
 *
 * Throws `home_unwritable`, `disk_full`, or `database_unreachable` with a sentence that says why.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  try {
    const home = prepareHome(resolve(options.home))
    const use = new Use(home, await findProgram(home.data, options.way), options)
    await use.open()
    return use
  } catch (thrown) {
    throw toHomeError(toDatabaseError(thrown))
  }
}
