import { AppError } from '#base/errors.ts'
import type { Tx } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { originsOf } from '#vault/credentials.ts'
import { resolveHosts } from './resolve-hosts.ts'

/**
 * Sees to it that a stored credential fits a connection: made for its connector and method, and entered for the hosts
 * that it would be sent to. Throws `invalid_input` naming `credentialId`, or `credential_host_changed`.
 */
export async function requireFittingCredential(
  tx: Tx,
  connector: Connector,
  wanted: { credentialId: string; method: string; hosts: Record<string, string> },
): Promise<void> {
  const credential = await tx.one<{
    connector: string
    method: string
    publicFields: Record<string, string>
    hosts: string[]
  }>(
    // Held, so that it is not deleted before the connection that will use it stands.
    'select connector, method, public_fields as "publicFields", hosts from credentials where id = $1 for share',
    [wanted.credentialId],
  )
  if (!credential) throw unfit('There is no such credential.')
  if (credential.connector !== connector.id) throw unfit('This credential was entered for another connector.')
  if (credential.method !== wanted.method)
    throw unfit(`This credential was entered for the method ${credential.method}.`)
  const hosts = resolveHosts(connector, wanted.method, credential.publicFields, wanted.hosts)
  if (!originsOf(Object.values(hosts)).every((origin) => credential.hosts.includes(origin))) {
    throw new AppError('credential_host_changed')
  }
}

function unfit(message: string): AppError {
  return new AppError('invalid_input', { fields: [{ path: 'credentialId', message }] })
}
