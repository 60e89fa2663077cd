import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Actor } from '../audit/actor.ts'
import { changes, recordAudit } from '../audit/record-audit.ts'
import type { Users } from '../users/user.ts'
import type { Credential } from './credential.ts'
import { getCredential } from './credentials.store.ts'
import { requireExpiryByHand } from './expiry.ts'
import { requireOwner } from './require-owner.ts'

export type CredentialEdit = {
  name?: string | undefined
  ownerId?: string | null | undefined
  expiresAt?: Date | null | undefined
}

type Parts = { db: Db; users: Pick<Users, 'find'>; connectors: ReadonlyMap<string, Connector> }
type Row = { name: string; ownerId: string | null; expiresAt: Date | null; connector: string; method: string }

/** Changes what is not secret. Throws `not_found`, or `invalid_input` for an owner or an expiry that cannot be. */
export async function editCredential(
  { db, users, connectors }: Parts,
  actor: Actor,
  id: string,
  edit: CredentialEdit,
): Promise<Credential> {
  await requireOwner(users, edit.ownerId)
  return db.tx(async (tx) => {
    const before = await tx.one<Row>(
      `select name, owner_id as "ownerId", expires_at as "expiresAt", connector, method from credentials
       where id = $1 for update`,
      [id],
    )
    if (!before) throw new AppError('not_found')
    if (edit.expiresAt !== undefined) {
      requireExpiryByHand(connectors.get(before.connector)?.auth.find((one) => one.id === before.method))
    }
    const { name = before.name, ownerId = before.ownerId, expiresAt = before.expiresAt } = edit
    await tx.query(
      'update credentials set name = $2, owner_id = $3, expires_at = $4, updated_at = now() where id = $1',
      [id, name, ownerId, expiresAt],
    )
    await recordAudit(tx, actor, {
      action: 'credential.edit',
      target: { kind: 'credential', id },
      detail: { name },
      ...changes({ ...before }, { name, ownerId, expiresAt }),
    })
    return getCredential(tx, id)
  })
}
