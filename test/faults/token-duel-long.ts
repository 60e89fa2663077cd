// Not part of `npm test`: processes that share one credential, tokens of two seconds, in real time.
//   node test/faults/token-duel-long.ts [seconds, 60] [processes, 2] [tasks, 50]
import { migrate } from '#db/migrate.ts'
import { createDb, openPool } from '#db/pool.ts'
import { startEmbedded } from '#db/embedded.ts'
import { silentLog } from '#base/log.ts'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { authoriseDuel } from '../helpers/authorised-duel.ts'
import { startOAuthProvider } from '../helpers/oauth-provider.ts'
import { startDuellist } from '../helpers/token-duel.ts'

const [seconds = 60, processes = 2, tasks = 50] = process.argv.slice(2).map(Number)
const server = await startEmbedded({
  home: mkdtempSync(join(tmpdir(), 'rollcall-duel-')),
  log: silentLog,
  disposable: true,
})
await migrate(server.url)
const pool = openPool(server.url)
const db = createDb(pool)
const vendor = await startOAuthProvider({ lifeSeconds: 2 })
const options = { ...(await authoriseDuel(db, server.url, vendor)), isImpatient: false }
const duellists = await Promise.all(Array.from({ length: processes }, () => startDuellist(options)))
const results = await Promise.all(duellists.map((one) => one.order({ tasks, forMs: seconds * 1000 })))
const row = await db.one<{ version: number }>('select version from credential_tokens')
const { refreshed, refused, ended, calls, unauthorized } = vendor.counts
process.stdout.write(
  `${JSON.stringify({ seconds, processes, tasks, results, refreshed, savedVersions: row!.version - 1, refused, grantsEnded: ended, calls, unauthorized }, null, 2)}\n`,
)
for (const one of duellists) one.stop()
await pool.end()
await vendor.close()
process.exit(Object.keys(refused).length === 0 && ended === 0 && row!.version - 1 === refreshed ? 0 : 1)
