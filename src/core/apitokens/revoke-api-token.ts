import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'

/**
 * From the next request on the token opens nothing; the row stays, so that the audit trail can name it.
 *
 * @param makerId when given, only a token of this user; any other is one that is not there (S2).
 */
export async function revokeApiToken(db: Db, actor: Actor, id: string, makerId?: string | null): Promise<void> {
  await db.tx(async (tx) => {
    const token = await tx.one<{ name: string }>(
      `update api_tokens set revoked_at = now()
       where id = $1 and revoked_at is null and ($2 or maker_id = $3) returning name`,
      [id, makerId === undefined, makerId ?? null],
    )
    if (!token) throw new AppError('not_found')
    await recordAudit(tx, actor, { action: 'api_token.revoke', target: { kind: 'api_token', id }, detail: token })
  })
}
