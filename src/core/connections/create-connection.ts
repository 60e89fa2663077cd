import { AppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import { flowOf } from '#kit/auth.ts'
import { connectorBy } from '#kit/surface.ts'
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
import { isCustom } from '../custom-connectors/definition.ts'
import { findPresetClient } from '../credentials/preset-clients.store.ts'
import { requireFittingCredential } from '../credentials/use-credential.ts'
import { fillVariables } from '../variables/fill-variables.ts'
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
 * Throws `connector_unknown`, `name_taken`, `credential_invalid`, `credential_host_changed`, `mapping_invalid`,
 * `preset_client_missing` or `invalid_input`, naming fields; then nothing is stored.
 */
export function createConnection(parts: Parts, actor: Actor, input: NewConnection): Promise<Connection> {
  return parts.db.tx(async (tx) => getConnection(tx, await createDraft(tx, parts, actor, input)))
}

/**
 * The same inside a transaction. Returns the new connection's id.
 *
 * @param options.credentialLater a co-worker will enter the credential; an OAuth client may be given all the same.
 */
export async function createDraft(
  tx: Tx,
  { vault, connectors }: Omit<Parts, 'db'>,
  actor: Actor,
  given: NewConnection,
  { credentialLater = false }: { credentialLater?: boolean } = {},
): Promise<string> {
  const connector = connectorOf(connectors, await connectorIdOf(tx, given))
  const input = {
    ...given,
    hosts: await fillVariables(tx, given.hosts ?? {}, 'hosts'),
    settings: await fillVariables(tx, given.settings ?? {}, 'settings'),
  }
  authMethod(connector, input.method)
  const schedule = input.schedule ?? DEFAULT_SCHEDULE
  checkTimezone(schedule.timezone)
  const settings = checkSettings(connector, input.settings)
  const scopes = checkScopes(connectorBy(connector, input.method), input.scopes)
  const isWithout = input.credential === undefined && input.credentialId === undefined
  const id = newId()
  const appId = input.appRecord
    ? await appRecordFor(tx, connector, input.appRecord, input.name)
    : await requireApp(tx, connector, input.appId)
  const credentialId = credentialLater && isWithout ? null : await credentialOf(tx, vault, actor, connector, input)
  const mapping = await mappingOf(tx, connectorBy(connector, input.method), input)
  await refusingTakenName(
    tx.query(
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
        JSON.stringify(input.hosts),
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
    ),
  )
  await recordAudit(tx, actor, {
    action: 'connection.create',
    target: { kind: 'connection', id },
    detail: { name: input.name, connector: connector.id, appId },
  })
  return id
}

/** `custom` means the connector that was made for the app. Throws `invalid_input` when none was. */
async function connectorIdOf(tx: Tx, { connector, appId }: NewConnection): Promise<string> {
  if (connector !== 'custom') return connector
  const app = await tx.one<{ connector: string | null }>('select connector from apps where id = $1', [appId ?? null])
  if (app?.connector && isCustom(app.connector)) return app.connector
  const message = 'No custom connector was made for this app. Name the app, or the connector by its own id.'
  throw new AppError('invalid_input', { fields: [{ path: 'appId', message }] })
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
  if (credential === undefined && credentialId === undefined && flowOf(authMethod(connector, method)) === 'redirect') {
    return copyPresetClient(tx, vault, actor, connector, { method, name, hosts })
  }
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

/** Each connection gets a copy, since a grant is kept under its credential. Throws `preset_client_missing`. */
async function copyPresetClient(
  tx: Tx,
  vault: Vault,
  actor: Actor,
  connector: Connector,
  { method, name, hosts }: { method: string; name: string; hosts: Record<string, string> },
): Promise<string> {
  const preset = await findPresetClient(tx, connector.id, method)
  if (!preset) throw new AppError('preset_client_missing')
  await requireFittingCredential(tx, connector, { credentialId: preset.credentialId, method, hosts })
  const id = newId()
  const owner = actor.id === null ? {} : { ownerId: actor.id }
  await vault.copyCredential(tx, { from: preset.credentialId, to: id, name, ...owner })
  return id
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
