import { newId } from '#base/ids.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { readHandEdit, refuseTakenValues, type HandEdit } from './hand-edit.ts'
import { resolvePeople } from './resolve-people.ts'

/** Adds a person by hand; every value is a hand edit, so no sync overrides it. Returns the id. */
export function createPerson(db: Db, actor: Actor, input: HandEdit): Promise<string> {
  return db.tx(async (tx) => {
    const id = newId()
    const manual = await readHandEdit(tx, input)
    await refuseTakenValues(tx, id, manual)
    await tx.query('insert into people (id, manual) values ($1, $2)', [id, JSON.stringify(manual)])
    await resolvePeople(tx, [id])
    await recordAudit(tx, actor, {
      action: 'person.create',
      target: { kind: 'person', id },
      detail: { fields: Object.keys(manual) },
    })
    return id
  })
}
