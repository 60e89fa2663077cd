// One of the processes of a refresh duel: asks the vendor through a vault of its own, as it is ordered to by messages.
import { systemClock } from '#base/clock.ts'
import { isAppError } from '#base/errors.ts'
import { silentLog } from '#base/log.ts'
import scim from '#connectors/scim/connector.ts'
import { createDb, openPool } from '#db/pool.ts'
import { createEgress } from '#egress/client.ts'
import { createLimiter } from '#egress/limits.ts'
import { rootKeyFrom } from '#vault/seal.ts'
import { createVault } from '#vault/vault.ts'
import type { DuelOptions, DuelOrder, DuelResult } from '../helpers/token-duel.ts'

const options = JSON.parse(process.argv[2]!) as DuelOptions
const pool = openPool(options.databaseUrl)
const egress = createEgress({ allowNets: '127.0.0.0/8', log: silentLog })
const vault = createVault({
  db: createDb(pool),
  rootKey: rootKeyFrom(Buffer.from(options.rootKey, 'base64')),
  clock: systemClock,
  egress,
  log: silentLog,
  ...(options.isImpatient ? { sleep: () => new Promise<void>((resolve) => void setImmediate(resolve)) } : {}),
})
const client = await vault.authorise({
  credentialId: options.credentialId,
  connector: 'scim',
  method: scim.auth.find(({ id }) => id === 'oauth2')!,
  hosts: options.hosts,
  limiter: createLimiter({ rate: null, concurrency: 100 }),
  log: silentLog,
})

async function task(order: DuelOrder, result: DuelResult): Promise<void> {
  const until = 'forMs' in order ? performance.now() + order.forMs : Infinity
  for (let call = 0; 'calls' in order ? call < order.calls : performance.now() < until; call++) {
    try {
      await client.request({ host: 'scim', method: 'GET', path: '/Users' })
      result.done++
    } catch (error) {
      const code = isAppError(error) ? error.code : String(error)
      result.errors[code] = (result.errors[code] ?? 0) + 1
    }
  }
}

process.on('message', (message) => {
  const order = message as DuelOrder
  const result: DuelResult = { done: 0, errors: {} }
  void Promise.all(Array.from({ length: order.tasks }, () => task(order, result))).then(() => process.send!(result))
})
process.on('disconnect', () => process.exit(0))
process.send!({ done: 0, errors: {} } satisfies DuelResult)
