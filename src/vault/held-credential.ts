import { AppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import { Secret } from '#base/redact.ts'
import { originsOf, type NewCredential, type OpenCredential } from './credentials.ts'
import type { AccessToken, Tokens } from './tokens.ts'

/** A credential that is used once and stored nowhere, bound to its hosts like any other. Throws `egress_url_invalid`. */
export function heldCredential({
  connector,
  method,
  fields,
  publicFields,
  hosts,
}: Pick<NewCredential, 'connector' | 'method' | 'fields' | 'publicFields' | 'hosts'>): OpenCredential {
  const secrets = Object.entries(fields).map(([name, value]) => [
    name,
    value instanceof Secret ? value : new Secret(value),
  ])
  return {
    id: newId(),
    connector,
    method,
    fields: Object.fromEntries(secrets) as Record<string, Secret>,
    publicFields,
    hosts: originsOf(hosts),
    version: 1,
  }
}

/** Access tokens for such a credential: in memory, for as long as the client lives. */
export function heldTokens(): Pick<Tokens, 'get' | 'refreshed'> {
  let current: AccessToken | undefined
  return {
    async get(_credential, refused, request) {
      if (current === undefined || current.version === refused) {
        const { accessToken } = await request()
        current = { value: accessToken, version: (current?.version ?? 0) + 1, usableUntil: null }
      }
      return current
    },
    refreshed: () => Promise.reject(new AppError('credential_not_authorised')),
  }
}
