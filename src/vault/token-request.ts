import { parseJson } from '#base/json.ts'
import type { Egress } from '#egress/client.ts'
import type { ClientCredentialsScheme } from '#kit/auth.ts'
import type { OpenCredential } from './credentials.ts'
import { fieldOf, invalidField, optionalField } from './fields.ts'
import { clientBasic } from './stamp.ts'
import { readGrant, requireSuccess, TOKEN_LIMITS, type TokenBody, type TokenGrant } from './token-answer.ts'

/** Parameters that an admin cannot replace: they decide who asks and for what. */
const OWN_PARAMETERS =
  /^(?:grant_type|client_id|client_secret|client_assertion|client_assertion_type|account_id|scope)$/

/**
 * Asks for an access token with a client id and secret (RFC 6749 §4.4).
 *
 * @param url the token endpoint.
 * @throws `vendor_unauthorized` when the id or the secret is refused; else what egress and `statusError` throw, and
 *   `vendor_bad_response` for an answer without a token.
 */
export async function requestToken(
  egress: Egress,
  scheme: ClientCredentialsScheme,
  credential: OpenCredential,
  url: URL,
): Promise<TokenGrant> {
  const id = fieldOf(credential, scheme.clientIdField)
  const secret = fieldOf(credential, scheme.clientSecretField)
  const where = optionalField(credential, scheme.clientAuthField) ?? scheme.clientAuth
  const scope = optionalField(credential, scheme.scopeField) ?? scheme.scope
  const further = [...new URLSearchParams(optionalField(credential, scheme.parametersField) ?? '')]
  const parameters: Record<string, string> = {
    ...Object.fromEntries(further.filter(([name]) => !OWN_PARAMETERS.test(name))),
    ...(scheme.zoom
      ? { grant_type: 'account_credentials', account_id: fieldOf(credential, scheme.zoom.accountIdField) }
      : { grant_type: 'client_credentials' }),
    ...(scope === undefined ? {} : { scope }),
    ...(where === 'body' ? { client_id: id, client_secret: secret } : {}),
  }
  const isJson = scheme.body === 'json'
  const headers: Record<string, string> = {
    'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
  }
  if (where === 'basic') headers['authorization'] = clientBasic(id, secret)
  // OneLogin's own form (fact sheet, "Auth").
  if (where === 'onelogin') headers['authorization'] = `client_id:${id}, client_secret:${secret}`
  if (/[^\t\x20-\x7e\x80-\xff]/.test(headers['authorization'] ?? '')) {
    throw invalidField(scheme.clientSecretField, 'This has characters that cannot be sent.')
  }

  const response = await egress.request({
    method: 'POST',
    url,
    headers,
    body: isJson ? JSON.stringify(parameters) : new URLSearchParams(parameters).toString(),
    ...TOKEN_LIMITS,
  })
  requireSuccess(response)
  return readGrant(parseJson(response) as TokenBody, response)
}
