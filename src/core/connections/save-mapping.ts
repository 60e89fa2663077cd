import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Mapping } from '#mapping/mapping.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { mappingProblems } from './check-connection-mapping.ts'
import { connectorOf, lockConnection } from './connections.store.ts'

type Parts = { db: Db; connectors: ReadonlyMap<string, Connector> }

/**
 * Saves a mapping whole, with the person fields that it makes (F43). Throws `mapping_invalid` naming every place that
 * makes no sense; then nothing is saved.
 */
export async function saveMapping(
  { db, connectors }: Parts,
  actor: Actor,
  id: string,
  mapping: Mapping,
): Promise<void> {
  await db.tx(async (tx) => {
    const connection = await lockConnection(tx, id)
    const problems = await mappingProblems(
      tx,
      connectorOf(connectors, connection.connector, connection.method),
      mapping,
    )
    if (problems.length > 0) throw new AppError('mapping_invalid', { fields: problems })
    await makePersonFields(tx, mapping)
    await tx.query('update connections set mapping = $2, updated_at = now() where id = $1', [
      id,
      JSON.stringify(mapping),
    ])
    await recordAudit(tx, actor, {
      action: 'connection.mapping',
      target: { kind: 'connection', id },
      detail: { before: connection.mapping, after: mapping },
    })
  })
}

/** One that exists already has the same type and uniqueness: the check has seen to it. */
export async function makePersonFields(tx: Tx, mapping: Mapping): Promise<void> {
  for (const { field, label, type, unique } of mapping.customFields ?? []) {
    await tx.query(
      'insert into person_fields (name, label, type, is_unique) values ($1, $2, $3, $4) on conflict (name) do nothing',
      [field, label, type, unique ?? false],
    )
  }
}
