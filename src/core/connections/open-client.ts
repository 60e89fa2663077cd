import { AppError } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import type { Db } from '#db/pool.ts'
import type { Limiters } from '#egress/limits.ts'
import { connectorBy } from '#kit/surface.ts'
import type { Vault } from '#vault/vault.ts'
import { authMethod } from '../credentials/check-credential.ts'
import { FILE_CONNECTOR } from '../files/file-connector.ts'
import { fileDoor } from '../files/file-door.ts'
import { resolveHosts } from '../credentials/resolve-hosts.ts'
import type { OpenClient } from './vendor-door.ts'

/** What a tracking source says where nothing signs in. */
const FILE_CREDENTIAL = 'Upload'

type Parts = { db: Db; vault: Vault; limiters: Limiters; log: Log }

/** The way to a connection's vendor account, through the vault and the one door out. */
export function createOpenClient({ db, vault, limiters, log }: Parts): OpenClient {
  return async (connection, whole, signal) => {
    const { credentialId } = connection
    if (whole.id === FILE_CONNECTOR) return { client: fileDoor(db, connection.id), credentialName: FILE_CREDENTIAL }
    if (credentialId === null) throw new AppError('connection_disconnected')
    const credential = await db.one<{ name: string; method: string; publicFields: Record<string, string> }>(
      'select name, method, public_fields as "publicFields" from credentials where id = $1',
      [credentialId],
    )
    if (!credential) throw new AppError('connection_disconnected')
    const connector = connectorBy(whole, credential.method)
    const hosts = resolveHosts(connector, credential.method, credential.publicFields, connection.hosts)
    // What a vendor publishes holds for its own servers; one that an admin names says itself when it is too much.
    const isVendors = Object.keys(connection.hosts).length === 0
    const limiter = limiters.for(`${connector.id} ${credentialId} ${Object.values(hosts).join(' ')}`, {
      rate: isVendors ? connector.rateLimit : null,
      concurrency: connector.concurrency,
    })
    const client = await vault.authorise({
      credentialId,
      connector: connector.id,
      method: authMethod(connector, credential.method),
      hosts,
      limiter,
      log: log.with({ connection: connection.id }),
      ...(connector.refusal ? { refusal: connector.refusal } : {}),
      signal,
    })
    return { client, credentialName: credential.name }
  }
}
