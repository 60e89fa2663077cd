import { AppError } from '#base/errors.ts'
import { parseJson } from '#base/json.ts'
import type { Egress } from '#egress/client.ts'
import { statusError } from '#egress/status-error.ts'
import type { AuthScheme } from '#kit/auth.ts'
import type { OpenCredential } from './credentials.ts'
import { fieldOf } from './fields.ts'
import { clientBasic } from './stamp.ts'
import { readGrant, TOKEN_LIMITS, type TokenBody, type TokenGrant } from './token-answer.ts'

export type ClientCredentialsScheme = Extract<AuthScheme, { kind: 'oauth2-client-credentials' }>

/**
 * Asks for an access token with a client id and secret (RFC 6749 §4.4).
 *
 * @param url the token endpoint.
 * @throws `vendor_unauthorized` when the id or the secret is refused, which servers say with 400 as well as with 401;
 *   else what egress and `statusError` throw, and `vendor_bad_response` for an answer without a token.
 */
export async function requestToken(
  egress: Egress,
  scheme: ClientCredentialsScheme,
  credential: OpenCredential,
  url: URL,
): Promise<TokenGrant> {
  const id = fieldOf(credential, scheme.clientIdField)
  const secret = fieldOf(credential, scheme.clientSecretField)
  const parameters = {
    grant_type: 'client_credentials',
    ...(scheme.scope === undefined ? {} : { scope: scheme.scope }),
    ...(scheme.clientAuth === 'body' ? { client_id: id, client_secret: secret } : {}),
  }
  const isJson = scheme.body === 'json'
  const headers: Record<string, string> = {
    'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
  }
  if (scheme.clientAuth === 'basic') headers['authorization'] = clientBasic(id, secret)
  // OneLogin's own form (fact sheet, "Auth").
  if (scheme.clientAuth === 'onelogin') headers['authorization'] = `client_id:${id}, client_secret:${secret}`
  if (/[^\t\x20-\x7e\x80-\xff]/.test(headers['authorization'] ?? '')) {
    throw new AppError('credential_invalid', {
      fields: [{ path: `fields.${scheme.clientSecretField}`, message: 'This has characters that cannot be sent.' }],
    })
  }

  const response = await egress.request({
    method: 'POST',
    url,
    headers,
    body: isJson ? JSON.stringify(parameters) : new URLSearchParams(parameters).toString(),
    ...TOKEN_LIMITS,
  })
  const { status } = response
  if (status === 400) throw new AppError('vendor_unauthorized', { detail: { status, stage: 'token' } })
  if (status < 200 || status > 299) throw statusError(response)

  return readGrant(parseJson(response) as TokenBody, response)
}
