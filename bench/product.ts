// Our side of the benchmark, in a process of its own: node product.ts speed|latency|memory <users> [index|cursor]
// The whole way as the worker goes it: egress, kit, mapping, engine, merge. People are there beforehand, four of five, by e-mail.
import { randomUUID } from 'node:crypto'
import { systemClock } from '#base/clock.ts'
import { silentLog } from '#base/log.ts'
import { copyInto, copyLine } from '#db/copy.ts'
import { createDb, openPool } from '#db/pool.ts'
import { createEgress } from '#egress/client.ts'
import scim from '#connectors/scim/connector.ts'
import { requestSync } from '#sync/commands.ts'
import { relaxedUrl, type EngineParts } from '#sync/context.ts'
import { runSync } from '#sync/run.ts'
import { people } from './data.mjs'

const [mode, count, paging] = process.argv.slice(2)
const users = Number(count)
const vendor = process.env['VENDOR_URL']!
const db = createDb(openPool(process.env['DATABASE_URL']!, { max: 6 }))
const egress = createEgress({ allowNets: '127.0.0.0/8', log: silentLog })

await db.tx(async (tx) => {
  let text = ''
  for (const [email, name] of people(users))
    text += copyLine([randomUUID(), email, name, JSON.stringify({ email, displayName: name })])
  await copyInto(tx, 'people (id, email, display_name, manual)', text)
})
await db.query('analyze people')
const credentialId = randomUUID()
const connectionId = randomUUID()
await db.query(`insert into apps (id, name, category) values ('scim', 'SCIM', 'Identity')`)
await db.query(
  `insert into credentials (id, name, connector, method, sealed, key_id, hosts) values ($1, 'bench', 'scim', 'bearer', '', '', '{}')`,
  [credentialId],
)
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const mapping = {
  targets: [
    { field: 'email', source: 'emails[primary=true].value', key: true },
    { field: 'username', source: 'userName' },
    { field: 'displayName', source: 'displayName' },
    { field: 'givenName', source: 'name.givenName' },
    { field: 'familyName', source: 'name.familyName' },
    { field: 'role', constant: 'Employee' },
    { field: 'title', source: 'title' },
    { field: 'department', source: `["${ENTERPRISE}"].department` },
    { field: 'employeeNumber', source: `["${ENTERPRISE}"].employeeNumber` },
    { field: 'manager', source: `["${ENTERPRISE}"].manager.value` },
  ],
}
await db.query(
  `insert into connections (id, app_id, connector, name, method, credential_id, hosts, settings, selection, preference, deactivate, mapping, state, precedence, is_primary_source)
   values ($1, 'scim', 'scim', 'bench', 'bearer', $2, $3, '{}', 'people_and_accounts', 'create_and_update', true, $4, 'active', 1, true)`,
  [connectionId, credentialId, { scim: `${vendor}/scim/v2` }, mapping],
)

const parts: EngineParts = {
  db,
  pagesDb: createDb(openPool(relaxedUrl(process.env['DATABASE_URL']!), { max: 4 })),
  clock: systemClock,
  log: silentLog,
  connectors: new Map([
    ['scim', paging === 'cursor' ? { ...scim, prepare: async () => ({ paging: 'cursor' }) } : scim],
  ]),
  openClient: async () => ({
    credentialName: 'bench',
    client: {
      async request(request) {
        const url = new URL(`${vendor}/scim/v2${request.path}`)
        for (const [name, value] of Object.entries(request.query ?? {}))
          if (value !== undefined) url.searchParams.set(name, String(value))
        const response = await egress.request({
          method: request.method,
          url,
          headers: { authorization: 'Bearer bench' },
        })
        if (response.status >= 400) throw (await import('#egress/status-error.ts')).statusError(response)
        return response
      },
    },
  }),
}

async function sync(): Promise<{ seconds: number; fetch: number }> {
  const started = performance.now()
  const { syncId } = await db.tx((tx) => requestSync(tx, async () => {}, { connectionId, trigger: 'manual' }))
  const end = await runSync(parts, syncId, new AbortController().signal)
  const seconds = (performance.now() - started) / 1000
  const row = await db.one<{ state: string; counts: unknown; error: string; fetch: number }>(
    `select state, counts, error_message as error, extract(epoch from fetched_at - started_at)::float8 as fetch from syncs where id = $1`,
    [syncId],
  )
  if (end.state !== 'done') throw new Error(`the sync ended ${JSON.stringify(row)}`)
  console.error(JSON.stringify({ ...row, seconds }))
  return { seconds, fetch: row!.fetch }
}

const versions = async () => {
  await db.query(`select pg_stat_force_next_flush()`)
  return (await db.one<{ n: number }>(
    `select sum(n_tup_ins + n_tup_upd + n_tup_del)::int as n from pg_stat_user_tables where relname in ('accounts', 'people', 'grants', 'entitlements')`,
  ))!.n
}

async function setRevision(rev: number): Promise<void> {
  const http = await import('node:http')
  await new Promise<void>((resolve, reject) => {
    http
      .request(`${vendor}/_admin/state`, { method: 'POST' }, (response) => response.resume().on('end', resolve))
      .on('error', reject)
      .end(JSON.stringify({ n: users, rev, format: 'scim' }))
  })
}

const result: Record<string, number> = {}
if (mode === 'speed') {
  result['first'] = (await sync()).seconds
  const before = await versions()
  result['again'] = (await sync()).seconds
  result['versions'] = (await versions()) - before
  await setRevision(1)
  result['changed'] = (await sync()).seconds
  await setRevision(0)
} else if (mode === 'latency') result['fetch'] = (await sync()).fetch
else {
  await sync()
  result['peakMb'] = process.resourceUsage().maxRSS / 1024
}
console.log(JSON.stringify(result))
process.exit(0)
