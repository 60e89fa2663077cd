import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { destroyKey } from '../audit/audit-keys.ts'
import { recordAudit } from '../audit/record-audit.ts'

/**
 * Deletes a person. Their accounts stay, without a person and marked as left so on purpose: else the next sync would
 * make the same person again. Each can be matched by hand. What they did day by day goes with the
 * person, and so does the key under which the audit log names them.
 */
export async function deletePerson(db: Db, actor: Actor, id: string): Promise<void> {
  await db.tx(async (tx) => {
    await tx.query('delete from activity where account_id in (select id from accounts where person_id = $1)', [id])
    await tx.query(`update accounts set ignored = true, unmatched_reason = null where person_id = $1`, [id])
    const person = await tx.one<{ name: string | null; email: string | null }>(
      'delete from people where id = $1 returning coalesce(display_name, username) as name, email',
      [id],
    )
    if (!person) throw new AppError('not_found')
    await recordAudit(tx, actor, { action: 'person.delete', target: { kind: 'person', id }, detail: person })
    await destroyKey(tx, `person:${id}`)
  })
}
