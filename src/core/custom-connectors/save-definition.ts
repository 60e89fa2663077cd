import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import { slug } from '../apps/slug.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { checkDefinition } from './check-definition.ts'
import {
  getCustomConnector,
  lockCustomConnector,
  writeVersion,
  type CustomConnector,
} from './custom-connectors.store.ts'
import { CUSTOM_PREFIX, type Definition } from './definition.ts'
import { tieApp } from './tie-app.ts'

type Parts = { db: Db; clock: Clock }

/**
 * Stores a new custom connector and puts its app into the catalogue. Throws `invalid_input` naming what makes no sense,
 * or `name_taken`.
 */
export function createCustomConnector(
  { db, clock }: Parts,
  actor: Actor,
  definition: Definition,
): Promise<CustomConnector> {
  requireSense(definition)
  return db.tx(async (tx) => {
    const id = await freeConnectorId(tx, definition.name)
    await writeVersion(tx, { id, version: 1, definition, savedBy: actor.name, savedAt: clock.now() })
    await tieApp(tx, id, definition)
    await recordAudit(tx, actor, {
      action: 'custom_connector.create',
      target: { kind: 'custom_connector', id },
      detail: { name: definition.name, version: 1 },
    })
    return getCustomConnector(tx, id)
  })
}

/**
 * Stores a changed definition as a new version. Connections that use it read everything anew with their next sync, and ask
 * before anybody is called missing in their next ones; a credential that was entered for another address is not sent to
 * the new one (S18). The same definition again is no version. Throws what creating throws, and `not_found`.
 */
export function saveCustomConnector(
  { db, clock }: Parts,
  actor: Actor,
  id: string,
  definition: Definition,
): Promise<CustomConnector> {
  requireSense(definition)
  return db.tx(async (tx) => {
    const before = await lockCustomConnector(tx, id)
    if (canonical(before.definition) === canonical(definition)) return getCustomConnector(tx, id)
    const version = before.version + 1
    await writeVersion(tx, { id, version, definition, savedBy: actor.name, savedAt: clock.now() })
    await tieApp(tx, id, definition)
    await recordAudit(tx, actor, {
      action: 'custom_connector.edit',
      target: { kind: 'custom_connector', id },
      detail: { name: definition.name, version },
      before: { baseUrl: before.definition.baseUrl },
      after: { baseUrl: definition.baseUrl },
    })
    return getCustomConnector(tx, id)
  })
}

function requireSense(definition: Definition): void {
  const problems = checkDefinition(definition)
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems })
}

/** The same whatever the order of the keys, which PostgreSQL's jsonb does not keep. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  )
}

/** `Acme CRM` → `custom-acme-crm`, or with a number behind it when that is taken. */
async function freeConnectorId(tx: Tx, name: string): Promise<string> {
  const base = `${CUSTOM_PREFIX}${slug(name)}`.slice(0, 56).replace(/-+$/, '')
  const rows = await tx.query<{ id: string }>(
    // A deleted one's removed connections and credentials still name it; nobody else gets them.
    `select id from custom_connectors union select connector from connections union select connector from credentials`,
  )
  const taken = new Set(rows.map(({ id }) => id))
  if (!taken.has(base)) return base
  for (let number = 2; ; number++) if (!taken.has(`${base}-${number}`)) return `${base}-${number}`
}
