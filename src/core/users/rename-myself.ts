import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { User } from './user.ts'
import { updateUser } from './users.store.ts'

export function renameMyself(db: Db, actor: Actor, user: User, name: string): Promise<void> {
  return db.tx(async (tx) => {
    await updateUser(tx, user.id, { name })
    const detail = { name, nameBefore: user.name }
    await recordAudit(tx, actor, { action: 'user.edit', target: { kind: 'user', id: user.id }, detail })
  })
}
