import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { AppError } from '#base/errors.ts'

export const EMBEDDED_USER = 'rollcall'
export const EMBEDDED_DATABASE = 'rollcall'

/** The number in a socket's file name; nothing listens on it. */
const SOCKET_PORT = 5432
/** The kernel's limit for a socket's path is 104 bytes on macOS and 108 on Linux, with the end mark. */
const LONGEST_SOCKET_PATH = 100
const LOG_LIMIT_BYTES = 10_000_000

/** Where everything of one embedded server lies: `ROLLCALL_HOME/postgres`. */
export type EmbeddedHome = {
  folder: string
  data: string
  log: string
  startLock: string
  usersLock: string
  passwordFile: string
  portFile: string
  /** Over a unix socket in `folder`, or, where that path is too long, over 127.0.0.1 with a password. */
  viaSocket: boolean
}

/** Makes a file error of the home into what its owner can do about it; anything else comes back as it was. */
export function toHomeError(thrown: unknown): unknown {
  const code = (thrown as NodeJS.ErrnoException).code ?? ''
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ELOOP'].includes(code)) {
    return new AppError('home_unwritable', { detail: { code }, cause: thrown })
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') return new AppError('disk_full', { detail: { code }, cause: thrown })
  return thrown
}

/** Gives what root made in another user's home to that user, who could not write it at the next start. */
function giveToOwner(home: EmbeddedHome, path: string): void {
  if (process.getuid?.() !== 0) return
  const owner = statSync(existsSync(home.data) ? home.data : home.folder)
  if (owner.uid !== 0) chownSync(path, owner.uid, owner.gid)
}

/** Writes a small file whole or not at all. */
export function writeHomeFile(home: EmbeddedHome, path: string, text: string): void {
  const next = `${path}.new`
  writeFileSync(next, text, { mode: 0o600 })
  giveToOwner(home, next)
  renameSync(next, path)
}

/** Makes the folder, readable for its owner only, with the lock files and the password. */
export function prepareHome(rollcallHome: string): EmbeddedHome {
  const folder = join(rollcallHome, 'postgres')
  const socket = join(folder, `.s.PGSQL.${SOCKET_PORT}`)
  const home: EmbeddedHome = {
    folder,
    data: join(folder, 'data'),
    log: join(folder, 'server.log'),
    startLock: join(folder, 'start.lock'),
    usersLock: join(folder, 'users.lock'),
    passwordFile: join(folder, 'password'),
    portFile: join(folder, 'port'),
    // A control character cannot be written into the settings file.
    viaSocket: Buffer.byteLength(socket) < LONGEST_SOCKET_PATH && !/\p{Cc}/u.test(folder),
  }
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const path of [home.startLock, home.usersLock, home.log]) {
    // Appending nothing makes the file, and shows whether it may be written.
    writeFileSync(path, '', { flag: 'a', mode: 0o600 })
    giveToOwner(home, path)
  }
  return home
}

/** The password of the database's only user, made with the folder. Used over 127.0.0.1 only. */
export function readPassword(home: EmbeddedHome): string {
  if (!existsSync(home.passwordFile)) writeHomeFile(home, home.passwordFile, randomBytes(24).toString('base64url'))
  return readFileSync(home.passwordFile, 'utf8').trim()
}

/** The port of the last start over 127.0.0.1: other processes know the server by it, so a restart takes it again. */
export function readPort(home: EmbeddedHome): number | undefined {
  if (home.viaSocket) return SOCKET_PORT
  const port = existsSync(home.portFile) ? Number(readFileSync(home.portFile, 'utf8')) : Number.NaN
  return Number.isInteger(port) && port > 0 ? port : undefined
}

/** The address of one of the server's databases. */
export function embeddedUrl(home: EmbeddedHome, port: number, database: string): string {
  // `sslmode` because a PGSSLMODE in the user's shell would ask for TLS, which these binaries are not set up for.
  return home.viaSocket
    ? `postgresql://${EMBEDDED_USER}@localhost/${database}?host=${encodeURIComponent(home.folder)}&sslmode=disable`
    : `postgresql://${EMBEDDED_USER}:${readPassword(home)}@127.0.0.1:${port}/${database}?sslmode=disable`
}

/** Keeps one older log, so that a server that complains for months does not fill the disk. */
export function rotateLog(home: EmbeddedHome): void {
  if (statSync(home.log).size < LOG_LIMIT_BYTES) return
  renameSync(home.log, `${home.log}.1`)
  writeFileSync(home.log, '', { mode: 0o600 })
  giveToOwner(home, home.log)
}

/** The newest lines of the server's log, or those since a size that was noted before. */
export function readLog(home: EmbeddedHome, fromByte: number): string {
  return readFileSync(home.log).subarray(fromByte).toString('utf8').slice(-8000)
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

/** Written anew at each start, so that a new version's tuning reaches old data folders. */
function settingsText(home: EmbeddedHome, port: number, disposable: boolean): string {
  // In a container the machine's memory is not ours to take.
  const memoryMb = Math.min(totalmem(), process.constrainedMemory() || Infinity) / 1_048_576
  const megabytes = (share: number, least: number, most: number) =>
    `${Math.round(Math.min(Math.max(memoryMb * share, least), most))}MB`
  const settings: Record<string, string> = {
    listen_addresses: home.viaSocket ? '' : '127.0.0.1',
    port: String(port),
    // Doubled quotes: the value is a list of names, in which a comma divides.
    unix_socket_directories: home.viaSocket ? `"${home.folder.replaceAll('"', '""')}"` : '',
    unix_socket_permissions: '0700',
    max_connections: disposable ? '100' : '60',
    shared_buffers: megabytes(0.125, 32, 1024),
    // A sync writes its log faster than the default's 16 MB are taken away.
    wal_buffers: megabytes(0.004, 4, 64),
    effective_cache_size: megabytes(0.5, 128, 4096),
    work_mem: '16MB',
    maintenance_work_mem: megabytes(0.04, 32, 128),
    // A first load writes some gigabytes; a checkpoint in the middle would write the same pages again.
    max_wal_size: '2GB',
    checkpoint_timeout: '15min',
    // The binaries are built without lz4 and zstd.
    wal_compression: 'pglz',
    // No replica and no pg_basebackup is possible with these binaries, so the log carries only what recovery needs.
    wal_level: 'minimal',
    max_wal_senders: '0',
    synchronous_commit: 'on',
    random_page_cost: '1.1',
    // Compiling a plan costs more than our short statements.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    datestyle: 'iso, ymd',
    lc_messages: 'C',
    log_checkpoints: 'off',
    // For databases that are thrown away after a test, and only for them.
    ...(disposable ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '1GB' } : {}),
  }
  return [
    '# Written by Rollcall at each start; changes here are lost.',
    ...Object.entries(settings).map(([name, value]) => `${name} = ${quoted(value)}`),
    '',
  ].join('\n')
}

// The socket lies in a folder that only the owner enters; over TCP any user of the machine could knock.
const ACCESS = `# Written by Rollcall at each start; changes here are lost.
local all all trust
host all all 127.0.0.1/32 scram-sha-256
`

/** Writes the settings with which the next start runs. */
export function writeSettings(home: EmbeddedHome, port: number, disposable: boolean): void {
  writeHomeFile(home, join(home.data, 'postgresql.conf'), settingsText(home, port, disposable))
  writeHomeFile(home, join(home.data, 'pg_hba.conf'), ACCESS)
  if (!home.viaSocket) writeHomeFile(home, home.portFile, String(port))
}
