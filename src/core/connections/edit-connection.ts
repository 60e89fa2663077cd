import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import { joinSql, nameSql, sql } from '#db/sql.ts'
import type { Connector, FieldValue } from '#kit/define.ts'
import { appRecordFor, moveToApp, type AppRecord } from '../apps/app-record.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { requireFittingCredential } from '../credentials/use-credential.ts'
import { resolvePeople } from '../people/resolve-people.ts'
import { fillVariables } from '../variables/fill-variables.ts'
import type { Connection, Guard, LockedConnection, Preference, Selection } from './connection.ts'
import { connectorOf, getConnection, lockConnection, refusingTakenName } from './connections.store.ts'
import { checkSettings } from './create-connection.ts'
import { requireFreeTenant } from './vendor-tenant.ts'

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
  integrationUser?: string | null | undefined
  /** Which app record gets the accounts; those that it has move with it (F40). */
  appRecord?: AppRecord | undefined
}

type Column = Exclude<keyof ConnectionEdit, 'appRecord'>

const COLUMNS: Record<Column, string> = {
  name: 'name',
  selection: 'selection',
  preference: 'preference',
  deactivate: 'deactivate',
  contacts: 'contacts',
  settings: 'settings',
  hosts: 'hosts',
  guard: 'guard',
  isPrimarySource: 'is_primary_source',
  integrationUser: 'integration_user',
}

const JSON_COLUMNS: ReadonlySet<string> = new Set(['settings', 'hosts', 'guard'])

/** A directory's status is worked out anew when its primary source changes. */
const STATEMENT_TIMEOUT_MS = 120_000

/**
 * Changes what is given and leaves the rest. It holds from the next sync on; only the primary source decides at once.
 *
 * Throws `name_taken`, `tenant_connected` when it would then count accounts that another connection counts already, `invalid_input` naming wrong settings and hosts, and `credential_host_changed` when the stored
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
        await checkTenant(tx, connectors, connection, edit)
        if (edit.appRecord !== undefined) await changeAppRecord(tx, connectors, actor, connection, edit.appRecord)
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
  given: ConnectionEdit,
): Promise<[Column, unknown][]> {
  const edit = {
    ...given,
    ...(given.hosts && { hosts: await fillVariables(tx, given.hosts, 'hosts') }),
    ...(given.settings && { settings: await fillVariables(tx, given.settings, 'settings') }),
  }
  const connector = edit.settings || edit.hosts ? connectorOf(connectors, connection.connector) : undefined
  const settings = edit.settings && connector && checkSettings(connector, edit.settings)
  if (edit.hosts && connector) {
    const { credentialId, method } = connection
    if (credentialId === null) throw new AppError('connection_disconnected')
    await requireFittingCredential(tx, connector, { credentialId, method, hosts: edit.hosts })
  }
  return (Object.keys(COLUMNS) as Column[]).flatMap((name): [Column, unknown][] => {
    const value = name === 'settings' ? settings : edit[name]
    if (value === undefined) return []
    return [[name, JSON_COLUMNS.has(name) ? JSON.stringify(value) : value]]
  })
}

async function changeAppRecord(
  tx: Tx,
  connectors: ReadonlyMap<string, Connector>,
  actor: Actor,
  connection: LockedConnection,
  record: AppRecord,
): Promise<void> {
  const connector = connectorOf(connectors, connection.connector)
  const { appId: before } = await getConnection(tx, connection.id)
  const shared = await appRecordFor(tx, connector, 'shared', connection.name)
  // One that has its own already keeps it.
  const after =
    record === 'shared'
      ? shared
      : before === shared
        ? await appRecordFor(tx, connector, 'own', connection.name)
        : before
  if (after === before) return
  await moveToApp(tx, connection.id, after)
  await recordAudit(tx, actor, {
    action: 'connection.app_record',
    target: { kind: 'connection', id: connection.id },
    detail: { before: { appId: before }, after: { appId: after } },
  })
}

/** What it reads may become what another connection of the same vendor account reads. */
async function checkTenant(
  tx: Tx,
  connectors: ReadonlyMap<string, Connector>,
  connection: LockedConnection,
  { selection, settings }: ConnectionEdit,
): Promise<void> {
  if (connection.state === 'draft' || (selection === undefined && settings === undefined)) return
  const edited = {
    ...connection,
    selection: selection ?? connection.selection,
    settings: settings ?? connection.settings,
  }
  await requireFreeTenant(tx, connectorOf(connectors, connection.connector), edited)
}
