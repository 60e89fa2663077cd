import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { Credential } from './credential.ts'
import { getCredential } from './credentials.store.ts'

/** Throws `not_found`. */
export function renameCredential(db: Db, actor: Actor, id: string, name: string): Promise<Credential> {
  return db.tx(async (tx) => {
    const before = await tx.one<{ name: string }>('select name from credentials where id = $1 for update', [id])
    if (!before) throw new AppError('not_found')
    await tx.query('update credentials set name = $2, updated_at = now() where id = $1', [id, name])
    await recordAudit(tx, actor, {
      action: 'credential.rename',
      target: { kind: 'credential', id },
      detail: { before: before.name, after: name },
    })
    return getCredential(tx, id)
  })
}
