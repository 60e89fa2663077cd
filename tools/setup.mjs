// Runs before `npm start`, `npm run demo` and `npm test`: installs and builds what is missing, and nothing when nothing
// is. Plain JavaScript for any Node from 18 on, without dependencies, because it may be the first thing that ever runs.
import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { neededNode } from '../bin/project-node.mjs'
import { ensureBrowser } from './browser.mjs'
import { findDifference, hasDevPackages } from './install.mjs'
import { buildWeb, isWebStale } from './web.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const say = (text) => process.stderr.write(`${text}\n`)

/** `npm ci` by the npm that started us, or the one on the path. */
function install() {
  const npm = process.env.npm_execpath
  // By the Node that npm itself runs on: ours lies in the folder that is about to be replaced.
  const node = process.env.npm_node_execpath ?? process.execPath
  const [command, first] = npm?.endsWith('.js') ? [node, [npm]] : ['npm', []]
  // The three kinds are named because a user's settings (NODE_ENV, `omit`) would otherwise leave out what is needed here.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
  const result = spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (result.error?.code === 'ENOENT') throw new Error('npm was not found. Install Node with npm, and try again.')
  if (result.status !== 0) {
    throw new Error(
      'The packages could not be installed; npm said why above. Check the network and the free disk space.',
    )
  }
}

function main() {
  if (Number.parseInt(process.versions.node, 10) < 18) {
    throw new Error(
      `This is Node ${process.versions.node}. Rollcall brings its own Node, but needs at least 18 to begin.`,
    )
  }
  const forTests = process.argv.includes('--test')
  const difference = findDifference(root, forTests || hasDevPackages(root) || isWebStale(root))
  if (difference !== undefined) {
    say(`Installing the packages (${difference}). The first time takes about a minute.`)
    install()
  }
  neededNode()
  if (isWebStale(root)) {
    say('Building the web page.')
    buildWeb(root)
  }
  if (forTests) ensureBrowser()
}

try {
  main()
} catch (error) {
  say(error.message)
  process.exitCode = 1
}
