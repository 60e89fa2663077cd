// Finds a browser for the tests, or gets one. Plain JavaScript for any Node from 18 on.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { neededNode } from '../bin/project-node.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

const MAC_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const require = createRequire(import.meta.url)

/** Where Playwright keeps the browser that it downloads itself; undefined when Playwright is not installed. */
function playwrightPath() {
  try {
    return require('playwright-core').chromium.executablePath()
  } catch {
    return undefined
  }
}

/** There is a file, and it starts: a downloaded browser may lack the system's libraries. */
function works(path) {
  return existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0
}

function candidates() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin']
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...onPath, ...(process.platform === 'darwin' ? MAC_PATHS : []), playwrightPath()].filter(
    (path) => path !== undefined,
  )
}

/**
 * The browser that the tests use: CHROMIUM_PATH, else Chromium or Chrome of the system, else Playwright's own.
 *
 * @returns its path, or undefined. Throws when CHROMIUM_PATH names something that does not start.
 */
export function findBrowser() {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) {
    if (works(chosen)) return chosen
    throw new Error(`CHROMIUM_PATH is ${chosen}, which is not a browser that starts here. Correct or remove it.`)
  }
  return candidates().find(works)
}

function run(command, args, env = {}) {
  process.stderr.write(`> ${[command, ...args].join(' ')}\n`)
  const result = spawnSync(command, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, ...env },
    timeout: 600_000,
  })
  return result.status === 0
}

function installWithPlaywright() {
  try {
    const cli = join(require.resolve('playwright-core/package.json'), '..', 'cli.js')
    return run(neededNode(), [cli, 'install', 'chromium'])
  } catch {
    return false
  }
}

function installWithApt() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  return (
    run('apt-get', ['update'], env) && run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], env)
  )
}

/** Like `findBrowser`, but gets one where there is none. Throws with a sentence that says what to install. */
export function ensureBrowser() {
  const found = findBrowser()
  if (found !== undefined) return found
  process.stderr.write('The browser tests need Chromium; getting it.\n')
  for (const install of [installWithPlaywright, installWithApt]) {
    const path = install() ? findBrowser() : undefined
    if (path !== undefined) return path
  }
  throw new Error(
    'The browser tests need Chromium or Chrome, and it could not be installed. Install one (Debian: apt install chromium), or set CHROMIUM_PATH to it.',
  )
}
