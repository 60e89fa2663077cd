// Plain JavaScript for any Node from 18 on: this is what finds the Node that everything else needs.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const NEEDED_MAJOR = 24

/** Set by a parent of ours, which is then also at the other end of the process channel. */
const CHILD_MARK = 'ROLLCALL_REEXECUTED'

/** How long a child that lost its parent may take to end in order. Milliseconds. */
const ORPHAN_GRACE_MS = 10_000

const majorOf = (version) => Number.parseInt(version, 10)

/**
 * The Node that comes as a package of ours for this system.
 *
 * @returns its path, or undefined where there is none (Apple silicon) or it was not installed.
 */
export function findProjectNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  // Beside this package when it is a clone, above it when it was installed into a project.
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', name, 'bin', program)
    if (existsSync(path)) return path
    if (folder === dirname(folder)) return undefined
  }
}

/** A Node that is new enough: this one, or the package's. Throws with a sentence for the person who has neither. */
export function neededNode(version = process.versions.node) {
  if (majorOf(version) >= NEEDED_MAJOR) return process.execPath
  const path = findProjectNode()
  if (path !== undefined) return path
  throw new Error(
    `Rollcall needs Node ${NEEDED_MAJOR} or newer; this is ${version}, and for ${process.platform}-${process.arch} none could be installed with it. Install Node ${NEEDED_MAJOR} from https://nodejs.org and try again.`,
  )
}

/** How often npm is looked for. Milliseconds. */
const NPM_POLL_MS = 500

/** A process's parent, where the system tells (Linux). */
function parentOf(pid) {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}

/**
 * npm runs a script below a shell. A SIGTERM for npm reaches that shell, which ends and passes nothing on, and a killed
 * npm leaves both behind; the port and the database would stay taken. So when one of the two is gone, we end as if asked.
 */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return
  const shell = process.ppid
  const npm = parentOf(shell)
  const timer = setInterval(() => {
    if (process.ppid === shell && parentOf(shell) === npm) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, NPM_POLL_MS)
  timer.unref()
}

/** In a child: when the parent is gone, however it went, this process ends as if asked to. */
function endWithParent() {
  delete process.env[CHILD_MARK]
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), ORPHAN_GRACE_MS).unref()
    process.kill(process.pid, 'SIGTERM')
  })
  // The listener alone would keep the process alive after its work.
  process.channel?.unref()
}

/**
 * Makes sure that the rest of a program runs on a Node that is new enough.
 *
 * On an older one the program runs again in a child, with the same arguments and streams: signals are passed on, its exit
 * code becomes ours, and it never outlives us. Then this function does not return. On either, below npm, the program
 * does not outlive npm.
 *
 * @param script the program's file, as `process.argv[1]` would say it.
 * @param version for tests: the version to take this Node for.
 */
export async function runOnNeededNode(script, version = process.versions.node) {
  if (process.env[CHILD_MARK]) return endWithParent()
  endWithNpm()
  const node = neededNode(version)
  if (majorOf(version) >= NEEDED_MAJOR) return

  const child = spawn(node, [script, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [CHILD_MARK]: '1' },
  })
  // Ctrl-C in a terminal reaches both; the child sees it twice then, as it does below npm.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']) process.on(signal, () => child.kill(signal))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    // A shell says 128 and the number for a program that a signal ended.
    child.once('exit', (status, signal) => resolve(status ?? 128 + (constants.signals[signal] ?? 0)))
  })
  process.exit(code)
}
