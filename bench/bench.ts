// npm run bench: our syncs against the physical limits, on the same vendor, database and machine, in one run.
//   --n 100000   users            --repeats 3   medians of so many
//   --only speed|memory|latency   one part
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pg from 'pg'
import { silentLog } from '#base/log.ts'
import { migrate } from '#db/migrate.ts'
import { openDatabase } from '#db/open-database.ts'

const { values: options } = parseArgs({
  options: {
    n: { type: 'string', default: '100000' },
    repeats: { type: 'string', default: '3' },
    only: { type: 'string' },
  },
})
const users = Number(options.n)
const repeats = Number(options.repeats)
const here = import.meta.dirname
const home = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))

const vendor = spawn(process.execPath, [join(here, 'vendor.mjs')], {
  env: { ...process.env, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
const vendorUrl = await new Promise<string>((resolve) =>
  vendor.stdout.once('data', (text: Buffer) => resolve(`http://127.0.0.1:${/(\d+)\s*$/.exec(text.toString())![1]}`)),
)
const database = await openDatabase({ home, log: silentLog })
await migrate(database.url)

type Result = Record<string, number>
const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]!

async function admin(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query(sql)
  await client.end()
}

let copies = 0
/** A fresh, migrated database of its own. */
async function freshDatabase(): Promise<string> {
  const name = `bench_${++copies}`
  await admin(`create database ${name}`)
  const url = new URL(database.url)
  url.pathname = `/${name}`
  await migrate(url.href)
  return url.href
}

async function setVendor(state: { n: number; rev: number; latency?: number }): Promise<void> {
  const client = await import('node:http')
  await new Promise<void>((resolve, reject) => {
    const request = client.request(`${vendorUrl}/_admin/state`, { method: 'POST' }, (response) =>
      response.resume().on('end', resolve),
    )
    request.on('error', reject).end(JSON.stringify({ format: 'scim', latency: 0, ...state }))
  })
}

function run(script: string, args: string[], env: Record<string, string>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [
        ...(process.env['TRACE'] ? ['--import', process.env['TRACE']] : []),
        '--max-semi-space-size=12',
        '--disable-warning=ExperimentalWarning',
        join(here, script),
        ...args,
      ],
      { env: { ...process.env, VENDOR_URL: vendorUrl, ...env }, stdio: ['ignore', 'pipe', 'inherit'] },
    )
    let out = ''
    child.stdout.on('data', (text: Buffer) => (out += text.toString()))
    child.on('close', (code) =>
      code === 0
        ? resolve(JSON.parse(out.trim().split('\n').at(-1)!) as Result)
        : reject(new Error(`${script} ${args.join(' ')} ended with ${code}`)),
    )
  })
}

const rows: string[] = []
const perSecond = (rate: number) => Math.round(rate).toLocaleString('en-US')
const line = (what: string, rate: number, of: string, ratio: number, goal: string) =>
  rows.push(`| ${what} | ${perSecond(rate)} | ${of} | ${ratio.toFixed(2)} | ${goal} |`)

try {
  if (options.only === undefined || options.only === 'speed') await speed()
  if (options.only === undefined || options.only === 'latency') await latency()
  if (options.only === undefined || options.only === 'memory') await memory()
} finally {
  vendor.kill()
  await database.close()
  rmSync(home, { recursive: true, force: true })
}
console.log(
  `\n${cpus().length} cores (${cpus()[0]!.model}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, PostgreSQL on the same cores; medians of ${repeats}\n`,
)
console.log('| What | users/s or value | compared with | ratio | goal |\n|---|---:|---|---:|---|')
console.log(rows.join('\n'))

async function speed(): Promise<void> {
  const results: {
    a: number
    c: number
    first: number
    again: number
    changed: number
    settled: number
    versions: number
  }[] = []
  for (let turn = 0; turn < repeats; turn++) {
    await setVendor({ n: users, rev: 0 })
    const limits = await freshDatabase()
    const client = new pg.Client({ connectionString: limits })
    await client.connect()
    await client.query(readFileSync(join(here, 'limits.sql'), 'utf8'))
    await client.end()
    const a = await run('limits.ts', ['a'], { DATABASE_URL: limits })
    const c = await run('limits.ts', ['c'], { DATABASE_URL: limits })
    const ours = await run('product.ts', ['speed', String(users)], { DATABASE_URL: await freshDatabase() })
    results.push({
      a: users / a['seconds']!,
      c: users / c['seconds']!,
      first: users / ours['first']!,
      again: users / ours['again']!,
      changed: users / ours['changed']!,
      settled: users / ours['settled']!,
      versions: ours['versions']!,
    })
    console.error(
      `turn ${turn + 1}: limit a ${perSecond(results.at(-1)!.a)}, limit c ${perSecond(results.at(-1)!.c)}, first ${perSecond(results.at(-1)!.first)}, again ${perSecond(results.at(-1)!.again)}, changed ${perSecond(results.at(-1)!.changed)}`,
    )
  }
  const of = (key: keyof (typeof results)[number]) => median(results.map((result) => result[key]))
  rows.push(
    `| limit a: fetch + parse | ${perSecond(of('a'))} | | | |`,
    `| limit c: fetch + parse + COPY + one upsert | ${perSecond(of('c'))} | | | |`,
  )
  line('first load, end to end', of('first'), 'limit c', median(results.map((r) => r.first / r.c)), '≥ 0.5')
  rows.push(`| first load, until everybody is found by search too | ${perSecond(of('settled'))} | | | |`)
  line('re-sync, nothing changed', of('again'), 'limit a', median(results.map((r) => r.again / r.a)), '≥ 0.7')
  line(
    're-sync, 1 % changed, 0.5 % gone, 0.5 % new',
    of('changed'),
    'limit a',
    median(results.map((r) => r.changed / r.a)),
    '',
  )
  rows.push(`| row versions written by the unchanged re-sync (accounts, people, grants) | ${of('versions')} | | | 0 |`)
}

async function latency(): Promise<void> {
  const n = users
  await setVendor({ n, rev: 0, latency: 100 })
  const index = await run('product.ts', ['latency', String(n), 'index'], { DATABASE_URL: await freshDatabase() })
  // The bound is measured too: a client that does nothing but ask for one page after the other and parse it.
  const bare = await run('limits.ts', ['a'], {})
  const cursor = await run('product.ts', ['latency', String(n), 'cursor'], { DATABASE_URL: await freshDatabase() })
  rows.push(`| vendor takes 100 ms a page of 200, pages by index | ${perSecond(n / index['fetch']!)} | | | ≥ 6,000 |`)
  line(
    'vendor takes 100 ms a page of 200, pages by cursor',
    n / cursor['fetch']!,
    'the same, only fetched and parsed',
    bare['seconds']! / cursor['fetch']!,
    '≥ 0.95',
  )
}

async function memory(): Promise<void> {
  const peaks: number[] = []
  for (const n of [users, 5 * users]) {
    await setVendor({ n, rev: 0 })
    const { peakMb } = await run('product.ts', ['memory', String(n)], { DATABASE_URL: await freshDatabase() })
    peaks.push(peakMb!)
    rows.push(
      `| peak memory of the syncing process at ${n.toLocaleString('en-US')} users, MB | ${Math.round(peakMb!)} | | | ≤ 300 |`,
    )
  }
  rows.push(
    `| growth from ${users.toLocaleString('en-US')} to ${(5 * users).toLocaleString('en-US')} users | ${Math.round((peaks[1]! / peaks[0]! - 1) * 100)} % | | | ≤ 10 % |`,
  )
}
