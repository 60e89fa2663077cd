import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { resolvePeople } from '../people/resolve-people.ts'
import { readSettings } from './settings.store.ts'

/** 100,000 people take a few seconds; the pool's own limit is for what a page waits for. */
const STATEMENT_TIMEOUT_MS = 120_000

/**
 * Puts the connections into a new order of belief (F89) and works out every person anew who has more than one source.
 *
 * @param ids each connection once. Throws `invalid_input` when one is missing, unknown, or named twice.
 */
export async function savePrecedence(db: Db, actor: Actor, ids: readonly string[]): Promise<void> {
  await db.tx(
    async (tx) => {
      const { precedence: before } = await readSettings(tx)
      const everyOne = new Set([...ids, ...before]).size === before.length && new Set(ids).size === before.length
      if (!everyOne || ids.length !== before.length) {
        throw new AppError('invalid_input', {
          fields: [{ path: 'precedence', message: 'Name every connection once.' }],
        })
      }
      await tx.query(
        `update connections c set precedence = o.place, updated_at = now()
         from unnest($1::uuid[]) with ordinality as o(id, place) where c.id = o.id and c.precedence <> o.place`,
        [ids],
      )
      await resolveEverybody(tx)
      await recordAudit(tx, actor, { action: 'settings.precedence', detail: { before, after: ids } })
    },
    { statementTimeoutMs: STATEMENT_TIMEOUT_MS },
  )
}

/** Works out anew whoever has accounts in two connections or more: for others the order says nothing. */
export async function resolveEverybody(tx: Tx): Promise<void> {
  const query =
    'select person_id from accounts where person_id is not null group by person_id having count(distinct connection_id) > 1'
  await resolvePeople(tx, { query, parameters: [] }, { deferSearch: true })
}
