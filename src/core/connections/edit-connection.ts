import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import { joinSql, nameSql, sql } from '#db/sql.ts'
import type { Connector, FieldValue } from '#kit/define.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { requireFittingCredential } from '../credentials/use-credential.ts'
import { resolvePeople } from '../people/resolve-people.ts'
import type { Connection, Guard, LockedConnection, Preference, Selection } from './connection.ts'
import { connectorOf, getConnection, lockConnection, refusingTakenName } from './connections.store.ts'
import { checkSettings } from './create-connection.ts'

export type ConnectionEdit = {
  name?: string | undefined
  selection?: Selection | undefined
  preference?: Preference | undefined
  deactivate?: boolean | undefined
  contacts?: string[] | undefined
  settings?: Record<string, FieldValue> | undefined
  hosts?: Record<string, string> | undefined
  guard?: Guard | undefined
  isPrimarySource?: boolean | undefined
}

const COLUMNS: Record<keyof ConnectionEdit, string> = {
  name: 'name',
  selection: 'selection',
  preference: 'preference',
  deactivate: 'deactivate',
  contacts: 'contacts',
  settings: 'settings',
  hosts: 'hosts',
  guard: 'guard',
  isPrimarySource: 'is_primary_source',
}

const JSON_COLUMNS: ReadonlySet<string> = new Set(['settings', 'hosts', 'guard'])

/** A directory's status is worked out anew when its primary source changes. */
const STATEMENT_TIMEOUT_MS = 120_000

/**
 * Changes what is given and leaves the rest. It holds from the next sync on; only the primary source decides at once.
 *
 * Throws `name_taken`, `invalid_input` naming wrong settings and hosts, and `credential_host_changed` when the stored
 * secret was not entered for the new hosts: a changed address must not get to see it (S18).
 */
export function editConnection(
  { db, connectors }: { db: Db; connectors: ReadonlyMap<string, Connector> },
  actor: Actor,
  id: string,
  edit: ConnectionEdit,
): Promise<Connection> {
  return refusingTakenName(
    db.tx(
      async (tx) => {
        const connection = await lockConnection(tx, id)
        const change = await checkedChange(tx, connectors, connection, edit)
        if (change.length === 0) return getConnection(tx, id)
        const before = await getConnection(tx, id)
        const sets = change.map(([name, value]) => sql`${nameSql(COLUMNS[name])} = ${value}`)
        await tx.query(sql`update connections set ${joinSql(sets, ', ')}, updated_at = now() where id = ${id}`)
        if (edit.isPrimarySource !== undefined && edit.isPrimarySource !== connection.isPrimarySource) {
          const query = 'select distinct person_id from accounts where connection_id = $1 and person_id is not null'
          await resolvePeople(tx, { query, parameters: [id] }, { deferSearch: true })
        }
        await recordAudit(tx, actor, {
          action: 'connection.edit',
          target: { kind: 'connection', id },
          detail: {
            before: Object.fromEntries(change.map(([name]) => [name, before[name]])),
            after: Object.fromEntries(change.map(([name]) => [name, edit[name]])),
          },
        })
        return getConnection(tx, id)
      },
      { statementTimeoutMs: STATEMENT_TIMEOUT_MS },
    ),
  )
}

async function checkedChange(
  tx: Tx,
  connectors: ReadonlyMap<string, Connector>,
  connection: LockedConnection,
  edit: ConnectionEdit,
): Promise<[keyof ConnectionEdit, unknown][]> {
  const connector = edit.settings || edit.hosts ? connectorOf(connectors, connection.connector) : undefined
  const settings = edit.settings && connector && checkSettings(connector, edit.settings)
  if (edit.hosts && connector) {
    const { credentialId, method } = connection
    if (credentialId === null) throw new AppError('connection_disconnected')
    await requireFittingCredential(tx, connector, { credentialId, method, hosts: edit.hosts })
  }
  return (Object.keys(COLUMNS) as (keyof ConnectionEdit)[]).flatMap((name): [keyof ConnectionEdit, unknown][] => {
    const value = name === 'settings' ? settings : edit[name]
    if (value === undefined) return []
    return [[name, JSON_COLUMNS.has(name) ? JSON.stringify(value) : value]]
  })
}
