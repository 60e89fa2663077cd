// `npm run check`: everything that can be said about the code without running it.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'))

/** A program of a package. */
const run = (program, ...args) => runFile(join('node_modules', program), ...args)

/** @returns {Promise<{ok: boolean, output: string}>} */
function runFile(file, ...args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, file), ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (bytes) => (output += bytes))
    child.stderr.on('data', (bytes) => (output += bytes))
    child.once('error', (error) => resolve({ ok: false, output: error.message }))
    child.once('close', (code) => resolve({ ok: code === 0, output }))
  })
}

/** Every dependency has one exact version: an older npm or Node would silently choose another. */
async function versionsArePinned() {
  const { dependencies, devDependencies, optionalDependencies } = readJson('package.json')
  const loose = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} is "${version}" in package.json; give one exact version`)
  return { ok: loose.length === 0, output: loose.join('\n') }
}

const hasKnip = existsSync(join(root, 'knip.json')) || readJson('package.json').knip !== undefined

/** Each with a name that says what holds when it passes. */
export const checks = [
  { name: 'the types fit (tsc)', run: () => run('typescript/bin/tsc', '--noEmit', '-p', '.') },
  ...(existsSync(join(root, 'web/tsconfig.json'))
    ? [{ name: 'the types of the web page fit (tsc)', run: () => run('typescript/bin/tsc', '--noEmit', '-p', 'web') }]
    : []),
  {
    name: "the web page's types are those of the API",
    run: () => runFile('web/generate-types.mjs', '--check'),
  },
  { name: 'the linter has no complaint (oxlint)', run: () => run('oxlint/bin/oxlint', '--type-aware') },
  { name: 'every file is formatted (oxfmt)', run: () => run('oxfmt/bin/oxfmt', '--check') },
  ...(hasKnip ? [{ name: 'nothing is unused (knip)', run: () => run('knip/bin/knip.js') }] : []),
  { name: 'every dependency is pinned', run: versionsArePinned },
]

/** Runs all of them and prints what failed. @returns {Promise<{passed: number, failed: number}>} */
export async function runChecks() {
  const counts = { passed: 0, failed: 0 }
  for (const check of checks) {
    const { ok, output } = await check.run()
    process.stdout.write(`${ok ? '✔' : '✖'} ${check.name}\n`)
    if (ok) counts.passed++
    else {
      counts.failed++
      process.stdout.write(`${output.trimEnd()}\n`)
    }
  }
  return counts
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runChecks()
  process.exitCode = failed === 0 ? 0 : 1
}
