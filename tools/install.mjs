// Whether node_modules is what package-lock.json says. Plain JavaScript for any Node from 18 on.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** `!x` excludes; a list without exclusions names everything that fits. */
function fits(list, value) {
  if (list === undefined) return true
  const names = [list].flat()
  if (names.includes(`!${value}`)) return false
  const wanted = names.filter((name) => !name.startsWith('!'))
  return wanted.length === 0 || wanted.includes(value)
}

function libc() {
  if (process.platform !== 'linux') return undefined
  // Without this, a report looks up the names of all open connections.
  process.report.excludeNetwork = true
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
}

/** Whether npm installs a locked package on this system. */
function belongsHere(entry) {
  return (
    fits(entry.os, process.platform) &&
    fits(entry.cpu, process.arch) &&
    (entry.libc === undefined || fits(entry.libc, libc()))
  )
}

/**
 * What `npm ci` would change here, in words, or undefined when nothing. `node_modules/.package-lock.json` is npm's own
 * note of what it installed; it lacks what belongs to other systems, and so legitimately differs from the lock.
 *
 * @param lock the parsed package-lock.json.
 * @param installed the parsed note, or undefined.
 * @param withDev whether the development packages are needed; without, their absence is fine, as after `--omit=dev`.
 */
export function firstDifference(lock, installed, withDev) {
  if (installed === undefined) return 'nothing is installed'
  const { '': root, ...wanted } = lock.packages
  for (const name of Object.keys(installed.packages)) {
    if (!wanted[name]) return `${name} is no longer needed`
  }
  for (const [name, entry] of Object.entries(wanted)) {
    const found = installed.packages[name]
    if (found) {
      if (found.version !== entry.version || found.integrity !== entry.integrity) return `${name} has another version`
      continue
    }
    if (!withDev && (entry.dev || entry.devOptional)) continue
    // Of the optional packages only our own direct ones are asked for: npm leaves out what those of other systems need,
    // and that it does cannot be read from the lock.
    const direct = root.optionalDependencies?.[name.replace(/^node_modules\//, '')] !== undefined
    if (entry.optional && !(direct && belongsHere(entry))) continue
    return `${name} is missing`
  }
  return undefined
}

const parse = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined)

/** `firstDifference` for the clone in a folder. */
export function findDifference(root, withDev) {
  const lock = parse(join(root, 'package-lock.json'))
  return lock === undefined
    ? undefined
    : firstDifference(lock, parse(join(root, 'node_modules/.package-lock.json')), withDev)
}

/** Whether development packages are there: a clone that was installed without them is left so as long as that serves. */
export function hasDevPackages(root) {
  const installed = parse(join(root, 'node_modules/.package-lock.json'))
  return Object.values(installed?.packages ?? {}).some((entry) => entry.dev)
}
