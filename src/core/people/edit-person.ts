import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { readHandEdit, refuseTakenValues, type HandEdit } from './hand-edit.ts'
import { resolvePeople } from './resolve-people.ts'

/** Sets values of a person by hand, or takes them back: then the sources' claims hold again (F89). */
export async function editPerson(db: Db, actor: Actor, id: string, edit: HandEdit): Promise<void> {
  await db.tx(async (tx) => {
    const person = await tx.one<{ manual: Record<string, unknown> }>(
      'select manual from people where id = $1 for update',
      [id],
    )
    if (!person) throw new AppError('not_found')
    const change = await readHandEdit(tx, edit)
    await refuseTakenValues(tx, id, change)
    const before = Object.fromEntries(Object.keys(change).map((field) => [field, person.manual[field] ?? null]))
    await tx.query('update people set manual = jsonb_strip_nulls(manual || $2), updated_at = now() where id = $1', [
      id,
      JSON.stringify(change),
    ])
    await resolvePeople(tx, [id])
    await recordAudit(tx, actor, {
      action: 'person.edit',
      target: { kind: 'person', id },
      detail: { before, after: change },
    })
  })
}
