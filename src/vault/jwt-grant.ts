import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Clock } from '#base/clock.ts'
import { parseJson } from '#base/json.ts'
import type { Egress } from '#egress/client.ts'
import type { JwtScheme } from '#kit/auth.ts'
import type { OpenCredential } from './credentials.ts'
import { fieldOf, optionalField } from './fields.ts'
import { readServiceKey, type ServiceKey } from './private-key.ts'
import { readGrant, requireSuccess, TOKEN_LIMITS, type TokenBody, type TokenGrant } from './token-answer.ts'
import { isSkewed, vendorAheadMs } from './vendor-clock.ts'

/** Vendors allow an hour at most; a claim is used within seconds. */
const LIFE_SECONDS = 300

/** Asks for tokens with a service account's key. */
export type JwtGrant = () => Promise<TokenGrant>

function scopesOf(scheme: JwtScheme, credential: OpenCredential): string[] {
  return (optionalField(credential, scheme.scopeField) ?? scheme.scope ?? '')
    .split(/[\s,]+/)
    .filter((scope) => scope !== '')
}

/** What the claim says besides its times, in the form of RFC 7523 or of Adobe. */
function claimsOf(scheme: JwtScheme, credential: OpenCredential, url: URL, key: ServiceKey): Record<string, unknown> {
  const { adobe } = scheme
  const scopes = scopesOf(scheme, credential)
  const subject = optionalField(credential, scheme.subjectField)
  const own = adobe ? `${url.origin}/c/${fieldOf(credential, adobe.clientIdField)}` : url.href
  return {
    iss: optionalField(credential, scheme.issuerField) ?? key.issuer ?? fieldOf(credential, scheme.issuerField),
    ...(subject === undefined ? {} : { sub: subject }),
    aud: optionalField(credential, scheme.audienceField) ?? own,
    ...(adobe
      ? Object.fromEntries(scopes.map((scope) => [`${url.origin}/s/${scope}`, true]))
      : scopes.length > 0
        ? { scope: scopes.join(' ') }
        : {}),
  }
}

/**
 * @param url the token endpoint.
 * @throws `credential_invalid` at once when a field is missing or the key cannot be read. The function throws
 *   `vendor_unauthorized` when the claim is refused, else what egress and `statusError` throw.
 */
export function jwtGrant(
  { egress, clock }: { egress: Egress; clock: Clock },
  scheme: JwtScheme,
  credential: OpenCredential,
  url: URL,
): JwtGrant {
  const key = readServiceKey(fieldOf(credential, scheme.keyField), scheme.keyField)
  const claims = claimsOf(scheme, credential, url, key)
  const kid = optionalField(credential, scheme.keyIdField) ?? key.id
  const client = scheme.adobe && {
    client_id: fieldOf(credential, scheme.adobe.clientIdField),
    client_secret: fieldOf(credential, scheme.adobe.clientSecretField),
  }
  // How far the vendor's clock is ahead of ours, once it has refused a claim for its times.
  let ahead = 0

  const send = async () => {
    const now = Math.floor((clock.now().getTime() + ahead) / 1000)
    const jwt = await new SignJWT({ ...claims, jti: randomUUID(), iat: now, exp: now + LIFE_SECONDS })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
      .sign(key.key)
    const body: Record<string, string> = client
      ? { ...client, jwt_token: jwt }
      : { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: jwt }
    return egress.request({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(body).toString(),
      ...TOKEN_LIMITS,
    })
  }
  return async () => {
    let response = await send()
    const isRefused = response.status === 400 || response.status === 401
    if (isRefused && isSkewed(vendorAheadMs(response), ahead)) {
      ahead = vendorAheadMs(response)
      response = await send()
    }
    requireSuccess(response)
    return readGrant(parseJson(response) as TokenBody, response)
  }
}
