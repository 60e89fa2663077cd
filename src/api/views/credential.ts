import type { Credential } from '#core/credentials/credential.ts'
import { expiryFrom } from '#core/credentials/expiry.ts'
import type { Services } from '../services.ts'

type Parts = Pick<Services, 'users' | 'connectors'>

/** A credential with its owner's name, and with who says when it expires. */
export async function credentialView({ users, connectors }: Parts, { ownerId, ...credential }: Credential) {
  const owner = ownerId === null ? undefined : await users.find(ownerId)
  const method = connectors.get(credential.connector)?.auth.find(({ id }) => id === credential.method)
  return {
    ...credential,
    owner: owner ? { id: owner.id, name: owner.name } : null,
    expiryFrom: expiryFrom(method),
  }
}
