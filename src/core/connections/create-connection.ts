import { AppError, type FieldProblem } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Connector, FieldValue } from '#kit/define.ts'
import type { Mapping } from '#mapping/mapping.ts'
import { smartMapping } from '#mapping/smart-mapping.ts'
import type { Vault } from '#vault/vault.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { authMethod } from '../credentials/check-credential.ts'
import { checkFields } from '../credentials/check-fields.ts'
import { storeCredential } from '../credentials/create-credential.ts'
import { requireFittingCredential } from '../credentials/use-credential.ts'
import { mappingProblems } from './check-connection-mapping.ts'
import type { Connection, Preference, Selection } from './connection.ts'
import { connectorOf, getConnection, refusingTakenName } from './connections.store.ts'
import { makePersonFields } from './save-mapping.ts'
import { checkTimezone, DEFAULT_SCHEDULE, type Schedule } from './schedule.ts'

export type NewConnection = {
  appId?: string | undefined
  connector: string
  name: string
  method: string
  credential?: Record<string, string> | undefined
  credentialId?: string | undefined
  hosts?: Record<string, string> | undefined
  settings?: Record<string, FieldValue> | undefined
  scopes?: string[] | undefined
  selection: Selection
  preference: Preference
  deactivate: boolean
  schedule?: Schedule | undefined
  contacts?: string[] | undefined
  /** Fills the mapping with what can be recognised (F42), unless a mapping is given. */
  smart?: boolean | undefined
  mapping?: Mapping | undefined
}

type Parts = { db: Db; vault: Vault; connectors: ReadonlyMap<string, Connector> }

/**
 * Creates a connection as a draft, with its credential and, if the app is not in the catalogue yet, with that (F11).
 * The vendor is not asked: a draft can be made before its address works.
 *
 * Throws `connector_unknown`, `name_taken`, `credential_invalid`, `credential_host_changed`, `mapping_invalid` or
 * `invalid_input`, the last three naming fields; then nothing is stored.
 */
export function createConnection(
  { db, vault, connectors }: Parts,
  actor: Actor,
  input: NewConnection,
): Promise<Connection> {
  const connector = connectorOf(connectors, input.connector)
  authMethod(connector, input.method)
  const schedule = input.schedule ?? DEFAULT_SCHEDULE
  checkTimezone(schedule.timezone)
  const settings = checkSettings(connector, input.settings ?? {})
  const scopes = checkScopes(connector, input.scopes)
  return refusingTakenName(
    db.tx(async (tx) => {
      const id = newId()
      const appId = await requireApp(tx, connector, input.appId)
      const credentialId = await credentialOf(tx, vault, actor, connector, input)
      const mapping = await mappingOf(tx, connector, input)
      await tx.query(
        `insert into connections (id, app_id, connector, name, method, credential_id, hosts, settings, scopes, selection,
           preference, deactivate, mapping, schedule, contacts, precedence)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
           (select coalesce(max(precedence), 0) + 1 from connections))`,
        [
          id,
          appId,
          connector.id,
          input.name,
          input.method,
          credentialId,
          JSON.stringify(input.hosts ?? {}),
          JSON.stringify(settings),
          scopes,
          input.selection,
          input.preference,
          input.deactivate,
          JSON.stringify(mapping),
          JSON.stringify(schedule),
          input.contacts ?? [],
        ],
      )
      await recordAudit(tx, actor, {
        action: 'connection.create',
        target: { kind: 'connection', id },
        detail: { name: input.name, connector: connector.id, appId },
      })
      return getConnection(tx, id)
    }),
  )
}

/** Throws `invalid_input` naming every setting that the connector does not know or take. */
export function checkSettings(connector: Connector, given: Record<string, FieldValue>): Record<string, string> {
  const { values, problems } = checkFields(connector.settings, given, 'settings')
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems })
  return values
}

/** Those that are required when none are named. */
function checkScopes(connector: Connector, given: readonly string[] | undefined): string[] {
  if (given === undefined) return connector.scopes.filter(({ required }) => required).map(({ id }) => id)
  const known = new Set(connector.scopes.map(({ id }) => id))
  const problems = given.flatMap((scope, index): FieldProblem[] =>
    known.has(scope) ? [] : [{ path: `scopes.${index}`, message: `${connector.name} has no scope ${scope}.` }],
  )
  if (problems.length > 0) throw new AppError('invalid_input', { fields: problems })
  return [...new Set(given)]
}

/** The named app, else the one that this connector belongs to; the connector's own is made when it is not there. */
async function requireApp(tx: Tx, connector: Connector, appId: string | undefined): Promise<string> {
  const found =
    appId === undefined
      ? await tx.one<{ id: string }>('select id from apps where connector = $1 order by created_at, id limit 1', [
          connector.id,
        ])
      : await tx.one<{ id: string }>('select id from apps where id = $1', [appId])
  if (found) return found.id
  if (appId !== undefined && appId !== connector.id) {
    throw new AppError('invalid_input', { fields: [{ path: 'appId', message: 'There is no app with this id.' }] })
  }
  await tx.query(
    `insert into apps (id, name, connector, category, description) values ($1, $2, $1, $3, $4) on conflict (id) do nothing`,
    [connector.id, connector.name, connector.category, connector.description],
  )
  return connector.id
}

async function credentialOf(
  tx: Tx,
  vault: Vault,
  actor: Actor,
  connector: Connector,
  input: NewConnection,
): Promise<string> {
  const { credential, credentialId, method, name, hosts = {} } = input
  if ((credential === undefined) === (credentialId === undefined)) {
    throw new AppError('invalid_input', {
      fields: [{ path: 'credential', message: 'Send either credential or credentialId.' }],
    })
  }
  if (credential)
    return storeCredential(tx, vault, actor, connector, { name, method, fields: credential, hosts }, 'credential')
  await requireFittingCredential(tx, connector, { credentialId: credentialId!, method, hosts })
  return credentialId!
}

async function mappingOf(tx: Tx, connector: Connector, input: NewConnection): Promise<Mapping> {
  if (input.mapping) {
    const problems = await mappingProblems(tx, connector, input.mapping)
    if (problems.length > 0) {
      throw new AppError('mapping_invalid', {
        fields: problems.map(({ path, message }) => ({ path: `mapping.${path}`, message })),
      })
    }
    await makePersonFields(tx, input.mapping)
    return input.mapping
  }
  return { targets: input.smart ? smartMapping(connector.sourceFields).targets : [] }
}
