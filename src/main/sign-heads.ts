import { keepHeads } from '#core/audit/keep-heads.ts'
import { ownSecret } from '#vault/own-secret.ts'
import type { Rollcall } from './open-rollcall.ts'

/** Signs the audit log's head until `close`, with a key that the vault keeps. */
export async function signHeads({ config, db, clock, log, rootKey }: Rollcall): Promise<{ close(): Promise<void> }> {
  return keepHeads({ db, clock, log, home: config.home, secret: await ownSecret(db, rootKey, 'audit heads') })
}
