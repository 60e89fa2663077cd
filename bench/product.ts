// Our side of the benchmark, in a process of its own: node product.ts speed|latency|memory <users> [cursor]
// The whole way as a worker goes it: vault, egress, kit, smart mapping, engine, merge. Four of five people are there
// beforehand, typed in by hand, and are found by e-mail.
import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { copyInto, copyLine } from '#db/copy.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { runSync } from '#sync/run.ts'
import { connect, openTestEngine, queueSync } from '../test/helpers/engine.ts'
import { people } from './data.mjs'

const [mode, count, paging] = process.argv.slice(2)
const users = Number(count)
const vendor = process.env['VENDOR_URL']!
const engine = await openTestEngine(process.env['DATABASE_URL']!)
const { db } = engine
const scim = engine.parts.connectors.get('scim')!
const parts =
  paging === 'cursor'
    ? {
        ...engine.parts,
        connectors: new Map([['scim', { ...scim, prepare: async () => ({ paging: 'cursor', pageSize: 200 }) }]]),
      }
    : engine.parts

let lines: string[] = []
// In parts: this process's memory is measured, and it is the sync's that is meant.
const seed = () =>
  db.tx((tx) => copyInto(tx, 'people (id, email, display_name, manual)', [Buffer.from(lines.join(''))]))
for (const [email, name] of people(users)) {
  lines.push(copyLine([randomUUID(), email, name, JSON.stringify({ email, displayName: name })]))
  if (lines.length === 5_000) {
    await seed()
    lines = []
  }
}
await seed()
await db.query('analyze people')
const server = { url: vendor, hosts: { scim: `${vendor}/scim/v2` }, credentials: { bearer: { token: 'bench' } } }
const connectionId = await connect(engine, 'scim', server as unknown as Sandbox)

type Timed = { done: number; settled: number; fetch: number }

/** Seconds: `done` until readers see all of the sync, `settled` until everybody is found by search too. */
async function sync(): Promise<Timed> {
  const started = performance.now()
  const since = () => (performance.now() - started) / 1000
  const syncId = await queueSync(engine, connectionId)
  let done = 0
  const look = async () => {
    const row = await db.one<{ state: string }>('select state from syncs where id = $1', [syncId])
    if (done === 0 && row?.state === 'done') done = since()
  }
  const watch = setInterval(() => void look(), 20)
  const end = await runSync(parts, syncId, new AbortController().signal)
  clearInterval(watch)
  const settled = since()
  const row = (await db.one<{ counts: object; error: string; fetch: number }>(
    `select counts, error_message as error, extract(epoch from fetched_at - started_at)::float8 as fetch from syncs where id = $1`,
    [syncId],
  ))!
  if (end.state !== 'done') throw new Error(`the sync ended ${end.state}: ${JSON.stringify(row)}`)
  const timed = { done: done || settled, settled, fetch: row.fetch }
  console.error(JSON.stringify({ ...row.counts, ...timed }))
  return timed
}

async function versions(): Promise<number> {
  await db.query('select pg_stat_force_next_flush()')
  const row = await db.one<{ n: number }>(
    `select sum(n_tup_ins + n_tup_upd + n_tup_del)::int as n from pg_stat_user_tables where relname in ('accounts', 'people', 'people_search', 'grants', 'entitlements')`,
  )
  return row!.n
}

function setRevision(rev: number): Promise<void> {
  return new Promise((resolve, reject) => {
    request(`${vendor}/_admin/state`, { method: 'POST' }, (response) => response.resume().on('end', resolve))
      .on('error', reject)
      .end(JSON.stringify({ n: users, rev, format: 'scim' }))
  })
}

const result: Record<string, number> = {}
if (mode === 'speed') {
  const first = await sync()
  result['first'] = first.done
  result['settled'] = first.settled
  const before = await versions()
  result['again'] = (await sync()).done
  result['versions'] = (await versions()) - before
  await setRevision(1)
  result['changed'] = (await sync()).done
  await setRevision(0)
} else if (mode === 'latency') result['fetch'] = (await sync()).fetch
else {
  await sync()
  result['peakMb'] = process.resourceUsage().maxRSS / 1024
}
console.log(JSON.stringify(result))
process.exit(0)
