import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { flowOf } from '#kit/auth.ts'
import type { Vault } from '#vault/vault.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { connectorOf } from '../connections/connections.store.ts'
import { authMethod } from './check-credential.ts'
import { storeCredential } from './create-credential.ts'
import { deleteCredentialIfUnused } from './is-needed.ts'
import { findPresetClient, type PresetClient } from './preset-clients.store.ts'

type Parts = { db: Db; vault: Vault; connectors: ReadonlyMap<string, Connector> }
type Input = { method: string; fields: Record<string, string>; hosts?: Record<string, string> | undefined }

/**
 * Saves the OAuth client that new connections of a connector use, in the place of an earlier one. Connections that were
 * made with that one keep their copy of it.
 *
 * Throws `connector_unknown`, `credential_invalid`, or `invalid_input` for a method that needs no client.
 */
export function savePresetClient(
  { db, vault, connectors }: Parts,
  actor: Actor,
  id: string,
  { method, fields, hosts }: Input,
): Promise<PresetClient> {
  const connector = connectorOf(connectors, id)
  if (flowOf(authMethod(connector, method)) !== 'redirect') {
    throw new AppError('invalid_input', {
      fields: [{ path: 'method', message: `The method ${method} needs no client of its own.` }],
    })
  }
  return db.tx(async (tx) => {
    const before = await findPresetClient(tx, id, method)
    const name = `${connector.name} (preset client)`
    const credentialId = await storeCredential(tx, vault, actor, connector, { name, method, fields, hosts }, 'fields')
    await tx.query(
      `insert into preset_clients (connector, method, credential_id) values ($1, $2, $3)
       on conflict (connector, method) do update set credential_id = excluded.credential_id`,
      [id, method, credentialId],
    )
    if (before) await deleteCredentialIfUnused(tx, before.credentialId)
    await recordAudit(tx, actor, {
      action: 'preset_client.save',
      target: { kind: 'connector', id },
      detail: { method },
    })
    return (await findPresetClient(tx, id, method))!
  })
}

/** Throws `not_found`. */
export function deletePresetClient(db: Db, actor: Actor, id: string, method: string): Promise<void> {
  return db.tx(async (tx) => {
    const preset = await findPresetClient(tx, id, method)
    if (!preset) throw new AppError('not_found')
    await tx.query('delete from preset_clients where connector = $1 and method = $2', [id, method])
    await deleteCredentialIfUnused(tx, preset.credentialId)
    await recordAudit(tx, actor, {
      action: 'preset_client.delete',
      target: { kind: 'connector', id },
      detail: { method },
    })
  })
}
