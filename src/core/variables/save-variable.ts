import { AppError } from '#base/errors.ts'
import type { Clock } from '#base/clock.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { isVariableName, type Variable } from './variable.ts'

/** Saves a value under a name, in the place of an earlier one. What was filled in with that one stays as it is. Throws `invalid_input`. */
export function saveVariable(
  { db, clock }: { db: Db; clock: Clock },
  actor: Actor,
  { name, value }: { name: string; value: string },
): Promise<Variable> {
  if (!isVariableName(name)) {
    const message = 'Write letters, digits and underscores, with dots between parts, such as Zendesk.Subdomain.'
    throw new AppError('invalid_input', { fields: [{ path: 'name', message }] })
  }
  return db.tx(async (tx) => {
    const before = await tx.one<{ value: string }>('select value from variables where name = $1 for update', [name])
    const updatedAt = clock.now()
    await tx.query(
      `insert into variables (name, value, updated_at) values ($1, $2, $3)
       on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at`,
      [name, value, updatedAt],
    )
    await recordAudit(tx, actor, {
      action: 'variable.save',
      target: { kind: 'variable', id: name },
      detail: { before: { value: before?.value ?? null }, after: { value } },
    })
    return { name, value, updatedAt }
  })
}

/** Forgets a value; what was filled in with it stays as it is. Throws `not_found`. */
export function deleteVariable(db: Db, actor: Actor, name: string): Promise<void> {
  return db.tx(async (tx) => {
    const gone = await tx.one<{ value: string }>('delete from variables where name = $1 returning value', [name])
    if (!gone) throw new AppError('not_found')
    await recordAudit(tx, actor, {
      action: 'variable.delete',
      target: { kind: 'variable', id: name },
      detail: { before: { value: gone.value }, after: { value: null } },
    })
  })
}
