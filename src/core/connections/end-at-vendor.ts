import type { AuthMethod } from '#kit/auth.ts'
import type { Connector } from '#kit/define.ts'

/** A credential that this Rollcall no longer has, as far as it may be shown. */
export type EndedCredential = { publicFields: Readonly<Record<string, string>>; hosts: readonly string[] }

/**
 * What a person does in the vendor's console about a credential whose end the vendor could not be told.
 *
 * @param failed whether it was tried.
 */
export function whatToDoAtVendor(
  connector: Connector | undefined,
  method: string,
  credential: EndedCredential,
  failed: boolean,
): string {
  const place = [connector?.name ?? 'the vendor', ...credential.hosts.slice(0, 1).map((host) => `(${host})`)].join(' ')
  const found = connector?.auth.find(({ id }) => id === method)
  return `${failed ? 'The vendor could not be told. ' : ''}Sign in at ${place} as an admin and ${found ? stepOf(found, credential.publicFields) : 'end the access of Rollcall there'}.`
}

function stepOf({ scheme, label }: AuthMethod, fields: EndedCredential['publicFields']): string {
  const named = (what: string, field: string | undefined) => {
    const value = field === undefined ? undefined : fields[field]
    return value === undefined ? what : `${what} ${value}`
  }
  switch (scheme.kind) {
    case 'oauth2-code':
      return `take back what the app ${named('with the client id', scheme.clientIdField)} was allowed, or renew its client secret`
    case 'oauth2-client-credentials':
      return `delete ${named('the client', scheme.clientIdField)} or renew its secret`
    case 'oauth2-jwt':
      return `delete the key of ${named('the service account', scheme.issuerField)}`
    case 'aws-sigv4':
      return `delete ${named('the access key', scheme.accessKeyIdField)}`
    case 'session':
      return `change the password of ${named('the user', scheme.usernameField)}`
    case 'basic':
      return 'password' in scheme
        ? `change the password of ${named('the user', scheme.username)}`
        : `delete the key (${label})`
    case 'none':
      return 'see that its address answers nobody who has no business there'
    case 'header':
    case 'header-from-fields':
    case 'query':
      return `delete the key (${label})`
  }
}
