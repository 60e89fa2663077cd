import { AppError } from '#base/errors.ts'
import { uniqueViolation } from '#db/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Definition } from './definition.ts'

/** A custom connector as it stands. */
export type CustomConnector = {
  id: string
  name: string
  version: number
  definition: Definition
  /** Names of the connections that read by it. */
  connections: string[]
  createdAt: Date
  updatedAt: Date
}

export type CustomConnectorVersion = { version: number; savedBy: string; savedAt: Date }

const CUSTOM = `k.id, k.name, k.version, k.definition, k.created_at as "createdAt", k.updated_at as "updatedAt",
  (select coalesce(array_agg(c.name order by lower(c.name)), '{}') from connections c
    where c.connector = k.id and c.state <> 'removed') as connections`

/** All of them, by name. */
export function listCustomConnectors(db: Db): Promise<CustomConnector[]> {
  return db.query<CustomConnector>(`select ${CUSTOM} from custom_connectors k order by lower(k.name)`)
}

/** Throws `not_found`. */
export async function getCustomConnector(db: Db, id: string): Promise<CustomConnector> {
  const found = await db.one<CustomConnector>(`select ${CUSTOM} from custom_connectors k where k.id = $1`, [id])
  if (!found) throw new AppError('not_found')
  return found
}

/** Newest first. */
export function listVersions(db: Db, id: string): Promise<CustomConnectorVersion[]> {
  return db.query<CustomConnectorVersion>(
    `select version, saved_by as "savedBy", saved_at as "savedAt" from custom_connector_versions
     where connector_id = $1 order by version desc limit 100`,
    [id],
  )
}

/** Throws `not_found`. */
export async function lockCustomConnector(tx: Tx, id: string): Promise<{ version: number; definition: Definition }> {
  const found = await tx.one<{ version: number; definition: Definition }>(
    'select version, definition from custom_connectors where id = $1 for update',
    [id],
  )
  if (!found) throw new AppError('not_found')
  return found
}

type Saved = { id: string; version: number; definition: Definition; savedBy: string; savedAt: Date }

/** Puts a version in place of the one before, or makes the connector. Throws `name_taken`. */
export async function writeVersion(tx: Tx, { id, version, definition, savedBy, savedAt }: Saved): Promise<void> {
  const json = JSON.stringify(definition)
  try {
    await tx.query(
      `insert into custom_connectors as k (id, name, version, definition, updated_at) values ($1, $2, $3, $4, $5)
       on conflict (id) do update set name = excluded.name, version = excluded.version, definition = excluded.definition,
         updated_at = excluded.updated_at, revision = nextval('custom_connector_revision')`,
      [id, definition.name, version, json, savedAt],
    )
  } catch (thrown) {
    if (uniqueViolation(thrown) !== 'custom_connectors_name') throw thrown
    throw new AppError('name_taken', {
      message: 'Another custom connector has this name.',
      fields: [{ path: 'name', message: 'Another custom connector has this name.' }],
      cause: thrown,
    })
  }
  await tx.query(
    `insert into custom_connector_versions (connector_id, version, definition, saved_by, saved_at) values ($1, $2, $3, $4, $5)`,
    [id, version, json, savedBy, savedAt],
  )
}

/** What every process compares to see that something was saved or deleted. */
export async function readRevision(db: Db): Promise<string> {
  const row = await db.one<{ revision: string }>(
    `select count(*) || ' ' || coalesce(max(revision), 0) as revision from custom_connectors`,
  )
  return row!.revision
}
