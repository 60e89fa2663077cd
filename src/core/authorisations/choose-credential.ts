import { AppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Tx } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Vault } from '#vault/vault.ts'
import type { Actor } from '../audit/actor.ts'
import type { LockedConnection } from '../connections/connection.ts'
import { storeCredential } from '../credentials/create-credential.ts'
import { findPresetClient } from '../credentials/preset-clients.store.ts'
import { requireFittingCredential } from '../credentials/use-credential.ts'

type Wanted = {
  connection: LockedConnection
  method: string
  /** A stored credential whose client is to be used. */
  credentialId?: string | undefined
  /** A client entered just now. */
  credential?: Record<string, string> | undefined
  /** Always on a copy: what a co-worker authorises waits for its confirmation. */
  apart?: boolean
}

/**
 * The credential that the vendor's grant will be kept under: the entered client, a stored one, the connection's own, or
 * the connector's preset client, in this order. An authorisation that fails must leave what works as it is, so it runs
 * on a copy unless the credential is this draft's alone and has never been authorised (F38).
 *
 * Throws `preset_client_missing` when there is no client at all, `credential_invalid`, `credential_host_changed` or
 * `invalid_input`.
 */
export async function chooseCredential(
  tx: Tx,
  vault: Vault,
  actor: Actor,
  connector: Connector,
  { connection, method, credentialId, credential, apart = false }: Wanted,
): Promise<{ id: string; isNew: boolean }> {
  const { name, hosts } = connection
  if (credential) {
    if (credentialId !== undefined) {
      throw new AppError('invalid_input', {
        fields: [{ path: 'credential', message: 'Send either credential or credentialId.' }],
      })
    }
    const id = await storeCredential(
      tx,
      vault,
      actor,
      connector,
      { name, method, fields: credential, hosts },
      'credential',
    )
    return { id, isNew: true }
  }
  const own = connection.method === method ? connection.credentialId : null
  const from = credentialId ?? own ?? (await findPresetClient(tx, connector.id, method))?.credentialId
  if (from === undefined) throw new AppError('preset_client_missing')
  await requireFittingCredential(tx, connector, { credentialId: from, method, hosts })
  if (!apart && from === own && connection.state === 'draft' && !(await isShared(tx, from, connection.id))) {
    if (!(await vault.hasGrant(tx, from))) return { id: from, isNew: false }
  }
  const id = newId()
  await vault.copyCredential(tx, { from, to: id, name, ...(actor.id === null ? {} : { ownerId: actor.id }) })
  return { id, isNew: true }
}

async function isShared(tx: Tx, credentialId: string, connectionId: string): Promise<boolean> {
  const other = await tx.one(
    `select 1 as found where exists (select from connections where credential_id = $1 and id <> $2)
       or exists (select from preset_clients where credential_id = $1)`,
    [credentialId, connectionId],
  )
  return other !== undefined
}
