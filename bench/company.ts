// npm run bench:company: one worker syncs the whole demo company from empty, its simulated vendors in the same process.
//   --staff 1200   who works there
// Goal: about 25,000 accounts in 16 connections within 3 minutes on 2 cores, connectors' own code at most 10 % of what is computed.
import { mkdtempSync, rmSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { silentLog } from '#base/log.ts'
import { migrate } from '#db/migrate.ts'
import { openDatabase } from '#db/open-database.ts'
import { buildHistory, startVendors } from '#main/demo/build-history.ts'
import { inventCompany } from '#main/demo/company.ts'
import { openTestEngine } from '../test/helpers/engine.ts'

const { values: options } = parseArgs({ options: { staff: { type: 'string', default: '1200' } } })
const home = mkdtempSync(join(tmpdir(), 'rollcall-bench-'))
const database = await openDatabase({ home, log: silentLog })
await migrate(database.url)
const engine = await openTestEngine(database.url)
const company = inventCompany({ seed: 7, staff: Number(options.staff), today: new Date() })
const vendors = await startVendors(company)

const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.start')
const started = performance.now()
let failed = 0
await buildHistory(engine, company, vendors, {
  rounds: [0],
  signal: new AbortController().signal,
  told: ({ state }) => void (state === 'done' || failed++),
})
const seconds = (performance.now() - started) / 1000
const { profile } = await session.post('Profiler.stop')

/** Seconds that code computed in this process, by where it stands. */
const spent = new Map<string, number>()
const urls = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
for (const [at, id] of (profile.samples ?? []).entries()) {
  const { url, functionName } = urls.get(id)!
  if (functionName === '(idle)' || functionName === '(program)') continue
  const isSandbox = /\/sandbox[^/]*\.ts$/.test(url)
  const place = isSandbox ? 'simulated vendors' : url.includes('/src/connectors/') ? 'connectors' : 'all else'
  spent.set(place, (spent.get(place) ?? 0) + (profile.timeDeltas?.[at] ?? 0) / 1e6)
}
const busy = [...spent.values()].reduce((sum, one) => sum + one, 0)
const accounts = await engine.db.one<{ n: number }>('select count(*)::int as n from accounts')
const own = spent.get('connectors') ?? 0
console.log(
  `${cpus().length} cores, Node ${process.version}: ${accounts!.n} accounts in ${vendors.length} connections from empty in ${seconds.toFixed(1)} s, ${failed} syncs not done`,
)
for (const [place, one] of spent) console.log(`  ${place}: ${one.toFixed(1)} s of ${busy.toFixed(1)} s computed here`)
console.log(
  `  connectors' own code: ${((100 * own) / (busy - (spent.get('simulated vendors') ?? 0))).toFixed(1)} % of what is not a simulated vendor's (goal at most 10 %)`,
)

for (const { sandbox } of vendors) await sandbox.close()
await engine.close()
await database.close()
rmSync(home, { recursive: true, force: true })
process.exit(failed === 0 ? 0 : 1)
