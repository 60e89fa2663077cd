// `npm test`: everything, with its own database, ending in one line `N passed, N failed`. With file names as arguments it
// runs only those.
import { spawn } from 'node:child_process'
// As one object, because an older Node, which only looks for a newer one here, has no globSync.
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'
import { runOnNeededNode } from '../bin/project-node.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Files at once: each is a process that shares two cores with the database. */
const CONCURRENCY = 2
/** A test may take this long. */
const TEST_TIMEOUT_MS = 120_000
/** When no test has ended for this long, a file hangs, and what is left is cancelled: a failure, not an endless run. */
const SILENCE_MS = 300_000

const none = { passed: 0, failed: 0, skipped: 0 }
const sum = (parts) =>
  parts.reduce(
    (all, part) => ({
      passed: all.passed + part.passed,
      failed: all.failed + part.failed,
      skipped: all.skipped + (part.skipped ?? 0),
    }),
    none,
  )

const heading = (text) => process.stdout.write(`\n── ${text}\n`)

/** What a developer has set for a Rollcall of their own must not reach the tests. */
function cleanEnvironment() {
  for (const name of Object.keys(process.env)) {
    if (/^(ROLLCALL_.*|PG[A-Z]+|DATABASE_URL|SMTP_URL|PORT|HOST|NODE_ENV)$/.test(name)) delete process.env[name]
  }
}

/** The shared database server, in a folder that goes with it. */
async function startDatabase() {
  const { startEmbedded } = await import('../src/db/embedded.ts')
  const { silentLog } = await import('../src/base/log.ts')
  const home = fs.mkdtempSync(join(tmpdir(), 'rollcall-test-'))
  const removeHome = () => fs.rmSync(home, { recursive: true, force: true })
  // The server itself is stopped by its watchdog, however this process ends.
  process.once('exit', removeHome)
  const server = await startEmbedded({ home, log: silentLog, disposable: true })
  process.env.ROLLCALL_TEST_DB = server.url
  return server
}

/** node:test over some files. A cancelled test counts as failed, and so does a file in which there is no test. */
async function runNodeTests(files) {
  if (files.length === 0) return none
  heading(`${files.length} test file${files.length === 1 ? '' : 's'}`)
  const abort = new AbortController()
  const stream = run({ files, concurrency: CONCURRENCY, timeout: TEST_TIMEOUT_MS, cwd: root, signal: abort.signal })

  const running = new Set()
  const silence = setTimeout(() => {
    process.stdout.write(
      `Nothing has happened for ${SILENCE_MS / 60_000} minutes in ${[...running].join(', ')}: cancelled.\n`,
    )
    abort.abort()
  }, SILENCE_MS)
  // Beside the tests, the runner reports each file under its own name, and calls it passed when it holds no test.
  const isFile = ({ name, file, nesting }) => nesting === 0 && resolve(root, name) === file
  stream.on('test:dequeue', (event) => {
    silence.refresh()
    if (isFile(event)) running.add(relative(root, event.file))
  })
  const empty = []
  stream.on('test:complete', (event) => {
    silence.refresh()
    if (isFile(event)) running.delete(relative(root, event.file))
  })
  stream.on('test:pass', (event) => {
    if (isFile(event)) empty.push(relative(root, event.file))
  })
  let counts = { ...none, failed: 1 }
  stream.on('test:summary', ({ file, counts: all }) => {
    // One summary per file, and one without a file for all of them.
    if (file !== undefined) return
    counts = {
      passed: all.passed - empty.length,
      failed: all.failed + all.cancelled + empty.length,
      skipped: all.skipped + all.todo,
    }
  })

  for await (const text of stream.compose(spec)) process.stdout.write(text)
  clearTimeout(silence)
  for (const file of empty) process.stdout.write(`✖ ${file} holds no test\n`)
  return counts
}

/** Playwright over the browser tests. One that passes only when repeated counts as failed. */
async function runBrowserTests(files) {
  heading('browser tests')
  const folder = fs.mkdtempSync(join(tmpdir(), 'rollcall-browser-'))
  const results = join(folder, 'results.json')
  try {
    const cli = join(root, 'node_modules/@playwright/test/cli.js')
    const child = spawn(process.execPath, [cli, 'test', '--reporter=list,json', ...files], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: results },
    })
    const code = await new Promise((done) => {
      child.once('error', () => done(1))
      child.once('exit', (status) => done(status ?? 1))
    })
    if (!fs.existsSync(results)) return { ...none, failed: 1 }
    const { stats, errors } = JSON.parse(fs.readFileSync(results, 'utf8'))
    const failed = stats.unexpected + stats.flaky
    // Such as a configuration that does not load, or a server that does not start.
    const broken = failed === 0 && (errors.length > 0 || code !== 0) ? 1 : 0
    return { passed: stats.expected, failed: failed + broken, skipped: stats.skipped }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

async function main() {
  cleanEnvironment()
  const chosen = process.argv.slice(2).map((file) => relative(root, resolve(file)))
  const all = chosen.length === 0
  const testFiles = all
    ? fs.globSync(['src/**/*.test.ts', 'test/**/*.test.ts'], { cwd: root })
    : chosen.filter((file) => file.endsWith('.test.ts'))
  const browserFiles = all ? [] : chosen.filter((file) => file.endsWith('.spec.ts'))
  const unknown = chosen.filter((file) => !testFiles.includes(file) && !browserFiles.includes(file))
  if (unknown.length > 0) throw new Error(`Not a test file (*.test.ts, *.spec.ts): ${unknown.join(', ')}`)
  const withBrowser = all ? fs.existsSync(join(root, 'playwright.config.ts')) : browserFiles.length > 0

  const parts = []
  if (all) {
    heading('checks')
    const { runChecks } = await import('./check.mjs')
    parts.push(await runChecks())
  }
  const database = await startDatabase()
  try {
    parts.push(await runNodeTests(testFiles.toSorted()))
    if (withBrowser) parts.push(await runBrowserTests(browserFiles))
  } finally {
    await database.close()
  }
  return sum(parts)
}

await runOnNeededNode(fileURLToPath(import.meta.url))
// So that what is to be removed at the exit is removed; the runners' children got the signal too, or notice.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1))
let counts
try {
  counts = await main()
} catch (error) {
  process.stdout.write(`${error.stack ?? error}\n`)
  counts = { ...none, failed: 1 }
}
const { passed, failed, skipped } = counts
process.stdout.write(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
