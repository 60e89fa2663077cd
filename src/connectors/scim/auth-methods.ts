import type { AuthMethod } from '#kit/auth.ts'
import { basic, bearer, header, query } from '#kit/auth-methods/keys.ts'
import { adobeJwt, clientCredentials, oauth2, serviceAccount } from '#kit/auth-methods/oauth.ts'
import { aws, session } from '#kit/auth-methods/others.ts'

/** Every way in that there is: this connector is for vendors that nobody has written one for. */
export const AUTH_METHODS: readonly AuthMethod[] = [
  bearer,
  basic,
  header,
  query,
  oauth2,
  clientCredentials,
  serviceAccount,
  adobeJwt,
  aws,
  session,
]
