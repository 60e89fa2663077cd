import { AppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Connector, FieldValue } from '#kit/define.ts'
import type { Mapping } from '#mapping/mapping.ts'
import { smartMapping } from '#mapping/smart-mapping.ts'
import type { Vault } from '#vault/vault.ts'
import { appRecordFor, requireApp, type AppRecord } from '../apps/app-record.ts'
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
import { checkScopes } from './check-scopes.ts'
import { checkTimezone, DEFAULT_SCHEDULE, type Schedule } from './schedule.ts'

export type NewConnection = {
  appId?: string | undefined
  /** Instead of `appId`: the app's shared record, or one of its own (F40). */
  appRecord?: AppRecord | undefined
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
  integrationUser?: string | null | undefined
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
      const appId = input.appRecord
        ? await appRecordFor(tx, connector, input.appRecord, input.name)
        : await requireApp(tx, connector, input.appId)
      const credentialId = await credentialOf(tx, vault, actor, connector, input)
      const mapping = await mappingOf(tx, connector, input)
      await tx.query(
        `insert into connections (id, app_id, connector, name, method, credential_id, hosts, settings, scopes, selection,
           preference, deactivate, mapping, schedule, contacts, integration_user, precedence)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
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
          input.integrationUser ?? null,
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
