import { systemClock } from '#base/clock.ts'
import { silentLog } from '#base/log.ts'
import { createDb, openPool } from '#db/pool.ts'
import { deliverNext } from '#mail/deliver.ts'
import { openTransport } from '#mail/smtp-transport.ts'
import { readSmtpUrl } from '#mail/smtp-url.ts'
import { createSealer } from '#vault/sealer.ts'
import { rootKeyFrom } from '#vault/seal.ts'

/** Delivers one mail, as a process that can be killed: `node deliver-mail.ts <database> <smtp url> <key, base64>`. */
const [database, smtpUrl, key] = process.argv.slice(2) as [string, string, string]
const pool = openPool(database)
await deliverNext({
  db: createDb(pool),
  clock: systemClock,
  log: silentLog,
  sealer: createSealer(rootKeyFrom(Buffer.from(key, 'base64'))),
  transport: openTransport(readSmtpUrl(smtpUrl, 'http://127.0.0.1:4400')),
})
await pool.end()
