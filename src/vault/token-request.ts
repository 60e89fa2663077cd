import { AppError } from '#base/errors.ts'
import { parseJson } from '#base/json.ts'
import { Secret } from '#base/redact.ts'
import type { Egress, EgressResponse } from '#egress/client.ts'
import { readHttpDate } from '#egress/retry-after.ts'
import { statusError } from '#egress/status-error.ts'
import type { AuthScheme } from '#kit/auth.ts'
import type { OpenCredential } from './credentials.ts'
import { clientBasic, fieldOf } from './stamp.ts'

export type ClientCredentialsScheme = Extract<AuthScheme, { kind: 'oauth2-client-credentials' }>

/** What a token endpoint gave. */
export type TokenGrant = {
  accessToken: Secret
  /** How long from now it may be used, a margin already taken off; null when the vendor does not say. */
  usableMs: number | null
}

/** Shorter than the lease under which it runs (V15), so that two processes never ask at the same time. */
const TOTAL_MS = 20_000

/** A token is given up early, so that it does not end between our check and the vendor's (V13). */
const MARGIN_MS = 60_000
/** … but never by more than this part of its life: some live for a minute. */
const MARGIN_PART = 0.1

/**
 * How long a token lives, in milliseconds: `expires_in` seconds, as a number or as text, less what is over already when
 * the vendor hands out a token that it made earlier (OneLogin: `created_at`, told by the vendor's own clock).
 *
 * @returns null for none, nothing or less: vendors mean by that "until it is revoked" (V16), and a token that is over
 *   shows itself by a 401.
 */
function lifetimeMs(body: Readonly<Record<string, unknown>>, response: EgressResponse): number | null {
  const seconds = Number(body['expires_in'] ?? Number.NaN)
  if (!Number.isFinite(seconds) || seconds <= 0) return null
  const { date } = response.headers
  const vendorNow = (date && readHttpDate(date, response.receivedAt)) || response.receivedAt.getTime()
  const created = typeof body['created_at'] === 'string' ? Date.parse(body['created_at']) : Number.NaN
  const age = vendorNow - created
  return seconds * 1000 - (age > 0 && age < seconds * 1000 ? age : 0)
}

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
    timeouts: { totalMs: TOTAL_MS },
    maxBytes: 1024 * 1024,
  })
  const { status } = response
  if (status === 400) throw new AppError('vendor_unauthorized', { detail: { status, stage: 'token' } })
  if (status < 200 || status > 299) throw statusError(response)

  const body = parseJson(response) as Readonly<Record<string, unknown>>
  const token = body['access_token']
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    throw new AppError('vendor_bad_response', { detail: { why: 'no access token', stage: 'token' } })
  }
  const lifetime = lifetimeMs(body, response)
  const margin = lifetime === null ? 0 : Math.min(MARGIN_MS, lifetime * MARGIN_PART)
  return { accessToken: new Secret(token), usableMs: lifetime === null ? null : lifetime - margin }
}
