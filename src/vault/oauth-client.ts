import {
  allowInsecureRequests,
  ClientSecretPost,
  Configuration,
  customFetch,
  None,
  ResponseBodyError,
  type ClientAuth,
} from 'openid-client'
import { AppError, isAppError } from '#base/errors.ts'
import { parseJson } from '#base/json.ts'
import type { Egress, EgressResponse } from '#egress/client.ts'
import { statusError } from '#egress/status-error.ts'
import type { OAuthCodeScheme } from '#kit/auth.ts'
import { endpointUrl, type Bases } from './bases.ts'
import type { OpenCredential } from './credentials.ts'
import { fieldOf, invalidField, optionalField } from './fields.ts'
import { clientBasic } from './stamp.ts'
import { readGrant, TOKEN_LIMITS, type TokenBody, type TokenGrant } from './token-answer.ts'

/** A vendor's authorisation server as openid-client sees it, reached through our one door. */
export type OAuthClient = {
  configuration: Configuration
  /** What the token endpoint said last, with all that the library would not pass on. */
  grant(): TokenGrant
}

/** Error words of RFC 6749 §5.2 and RFC 7009 §2.2.1; others are a vendor's own and go nowhere. */
const KNOWN_ERRORS = new Set([
  'invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope',
  'unsupported_token_type',
]) // prettier-ignore

/** What single vendors say instead of `invalid_grant`: Slack, GitHub, and those that follow them. */
const GRANT_IS_OVER =
  /^(?:(?:invalid|bad|expired)_(?:refresh_token|code)|bad_verification_code|token_(?:revoked|expired)|expired_token|account_inactive)$/

/** And instead of `invalid_client`. */
const CLIENT_IS_WRONG = /^(?:bad_client_secret|(?:invalid|bad)_client_id|incorrect_client_credentials)$/

function refusalOf(error: unknown, status: number): string {
  if (typeof error === 'string' && KNOWN_ERRORS.has(error)) return error
  if (typeof error === 'string' && CLIENT_IS_WRONG.test(error)) return 'invalid_client'
  if (typeof error === 'string' && GRANT_IS_OVER.test(error)) return 'invalid_grant'
  return status === 401 ? 'invalid_client' : 'invalid_request'
}

/** The server's own name, if one is known. */
export function issuerOf(scheme: OAuthCodeScheme, credential: OpenCredential): string | undefined {
  return optionalField(credential, scheme.issuerField) ?? scheme.issuer
}

/**
 * Brings an answer into the form of RFC 6749 §5: vendors answer with 201, fail inside a 200, leave `token_type` out,
 * write `expires_in` in their own way, and add identity tokens that nobody asked for. What of it we read, `readGrant` does.
 */
function conforming(body: TokenBody, status: number): Response {
  const { error, access_token: token } = body
  const json = (value: object, code: number) =>
    new Response(JSON.stringify(value), { status: code, headers: { 'content-type': 'application/json' } })
  if (status > 299 || body['ok'] === false || (error !== undefined && token === undefined)) {
    return json({ error: refusalOf(error, status) }, 400)
  }
  return json({ access_token: token, token_type: 'bearer' }, 200)
}

function bodyOf(response: EgressResponse): TokenBody {
  try {
    return parseJson(response) as TokenBody
  } catch (error) {
    if (response.status <= 299) throw error
    return {}
  }
}

/**
 * The library's own form encodes letters such as `-` as well, which is allowed, and fails at the many servers that do not
 * decode at all.
 */
function inHeader(id: string, secret: string): ClientAuth {
  return (_server, _client, _body, headers) => headers.set('authorization', clientBasic(id, secret))
}

/** @throws `credential_invalid` when the client id is missing. */
export function oauthClient(
  egress: Egress,
  scheme: OAuthCodeScheme,
  credential: OpenCredential,
  bases: Bases,
): OAuthClient {
  const id = fieldOf(credential, scheme.clientIdField)
  const secret = optionalField(credential, scheme.clientSecretField)
  const where = optionalField(credential, scheme.clientAuthField) ?? scheme.clientAuth
  const authentication =
    secret === undefined ? None() : where === 'basic' ? inHeader(id, secret) : ClientSecretPost(secret)
  const urls = {
    authorization_endpoint: endpointUrl(bases, scheme.authorize)?.href,
    token_endpoint: endpointUrl(bases, scheme.token)?.href,
    revocation_endpoint: scheme.revoke && endpointUrl(bases, scheme.revoke)?.href,
  }
  if (!urls.authorization_endpoint || !urls.token_endpoint) throw invalidField('hosts', 'An address is missing.')
  const issuer = issuerOf(scheme, credential)
  const server = {
    // A server without a name is named by its address; nothing then compares the two.
    issuer: issuer ?? urls.authorization_endpoint,
    authorization_response_iss_parameter_supported: issuer !== undefined,
    ...Object.fromEntries(Object.entries(urls).filter(([, url]) => url !== undefined)),
  }
  const configuration = new Configuration(server, id, {}, authentication)
  // Which addresses may be reached is for the egress to say, and a secret is bound to the scheme that it was entered for.
  allowInsecureRequests(configuration)
  let last: { body: TokenBody; response: EgressResponse } | undefined
  configuration[customFetch] = async (url, { headers, body }) => {
    const response = await egress.request({
      method: 'POST',
      url,
      headers,
      body: (body as URLSearchParams).toString(),
      ...TOKEN_LIMITS,
    })
    const { status } = response
    if (status >= 500 || status === 408 || status === 429 || (status >= 300 && status <= 399)) {
      throw statusError(response)
    }
    // The answer to a revocation has no body that would matter (RFC 7009 §2.2).
    const isRevoked = url === urls.revocation_endpoint && status <= 299
    last = { body: isRevoked ? {} : bodyOf(response), response }
    return isRevoked ? new Response('', { status: 200 }) : conforming(last.body, status)
  }
  return {
    configuration,
    grant() {
      if (!last) throw new AppError('vendor_bad_response', { detail: { stage: 'token' } })
      return readGrant(last.body, last.response)
    },
  }
}

/** The vendor's refusal in the library's error: one of `KNOWN_ERRORS`; undefined when it is something else. */
export function refusalIn(thrown: unknown): string | undefined {
  return thrown instanceof ResponseBodyError ? thrown.error : undefined
}

/**
 * What the library's error means, without anything that the vendor sent: its own errors hold whole answers, secrets
 * included, so they are not kept as causes.
 */
export function oauthError(thrown: unknown, stage: string): AppError {
  for (let error: unknown = thrown; error instanceof Error; error = error.cause) if (isAppError(error)) return error
  const refusal = refusalIn(thrown)
  const detail = { stage, refusal }
  if (refusal === 'invalid_client' || refusal === 'unauthorized_client') {
    const message = 'The vendor refused the client id or the client secret. Enter them again.'
    return new AppError('vendor_unauthorized', { message, detail })
  }
  return new AppError(refusal === undefined ? 'vendor_bad_response' : 'vendor_unauthorized', { detail })
}
