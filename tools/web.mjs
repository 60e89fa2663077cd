// Builds the web page when a source is newer than the build. Plain JavaScript for any Node from 18 on.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { neededNode } from '../bin/project-node.mjs'

/** The newest change in a folder, in milliseconds; a folder's own time tells of files that were removed. */
function newestChange(folder) {
  let newest = statSync(folder).mtimeMs
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    newest = Math.max(newest, entry.isDirectory() ? newestChange(path) : statSync(path).mtimeMs)
  }
  return newest
}

/** Whether there is a page to build, and its build is missing or older than a source of it or than the lock. */
export function isWebStale(root) {
  const web = join(root, 'web')
  if (!existsSync(join(web, 'index.html'))) return false
  const built = join(web, 'dist/index.html')
  if (!existsSync(built)) return true
  const builtAt = statSync(built).mtimeMs
  // `web` itself changes when the build makes `dist` in it, so only what is below counts.
  const sources = readdirSync(web, { withFileTypes: true }).filter(
    ({ name }) => name !== 'dist' && name !== 'node_modules',
  )
  const changes = sources.map((entry) => {
    const path = join(web, entry.name)
    return entry.isDirectory() ? newestChange(path) : statSync(path).mtimeMs
  })
  return Math.max(statSync(join(root, 'package-lock.json')).mtimeMs, ...changes) > builtAt
}

/** Throws with the builder's own words when it fails. */
export function buildWeb(root) {
  const result = spawnSync(
    neededNode(),
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', 'web', '--logLevel', 'warn'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  )
  if (result.status !== 0) {
    throw new Error(
      `The web page could not be built:\n${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`,
    )
  }
}
