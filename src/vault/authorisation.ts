import { createHash, timingSafeEqual } from 'node:crypto'
import {
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client'
import { AppError, isAppError } from '#base/errors.ts'
import type { Egress } from '#egress/client.ts'
import type { AuthMethod, OAuthCodeScheme } from '#kit/auth.ts'
import { basesOf, type Bases } from './bases.ts'
import type { OpenCredential } from './credentials.ts'
import { optionalField } from './fields.ts'
import { issuerOf, oauthClient, oauthError, refusalIn } from './oauth-client.ts'
import { open, seal, type RootKey, type SealContext } from './seal.ts'
import type { TokenGrant } from './token-answer.ts'

/** One authorisation at a vendor, from the click to the answer. */
export type Authorisation = {
  /** Of the row that remembers it. */
  id: string
  credential: OpenCredential
  method: AuthMethod
  hosts: Readonly<Record<string, string>>
  /** Where the vendor sends the browser back to; registered there, letter by letter. */
  redirectUri: string
}

/** What only the vault may know between the two halves. */
type Kept = { state: string; verifier: string | null }

/** Whatever the answer must fit is part of the seal: the same row, credential, method, hosts and callback (S12). */
function contextOf({ id, credential, method, hosts, redirectUri }: Authorisation): SealContext {
  const places = Object.entries(hosts)
    .map(([name, url]) => `${name} ${url}`)
    .sort()
  return ['authorisation', id, credential.id, credential.version, credential.connector, method.id, places, redirectUri]
}

function codeScheme({ scheme, id }: AuthMethod): OAuthCodeScheme {
  if (scheme.kind === 'oauth2-code') return scheme
  throw new AppError('invalid_input', {
    fields: [{ path: 'method', message: `The method ${id} needs no consent at the vendor.` }],
  })
}

/** Parameters that are ours: an admin's further ones cannot take their place. */
const OWN_PARAMETERS =
  /^(?:response_type|response_mode|client_id|client_secret|redirect_uri|scope|state|nonce|code_challenge|code_challenge_method|request|request_uri)$/

function furtherParameters(scheme: OAuthCodeScheme, credential: OpenCredential): Record<string, string> {
  const typed = new URLSearchParams(optionalField(credential, scheme.parametersField) ?? '')
  const own = [...typed].filter(([name]) => !OWN_PARAMETERS.test(name))
  return { ...scheme.parameters, ...Object.fromEntries(own) }
}

/** Each once, in the order asked for. */
function scopesOf(scheme: OAuthCodeScheme, credential: OpenCredential, asked: readonly string[]): string[] {
  const typed = `${scheme.scope ?? ''} ${optionalField(credential, scheme.scopeField) ?? ''}`
  return [...new Set([...asked, ...typed.split(/[\s,]+/).filter((scope) => scope !== '')])]
}

export function hashOfState(state: string): Buffer {
  return createHash('sha256').update(state).digest()
}

/**
 * The first half: the address at the vendor where a person gives consent, and what has to be kept until the answer.
 *
 * @returns `stateHash` to find the row by, `sealed` to be given back to `finishAuthorisation`.
 * @throws `credential_host_changed`, `credential_invalid`, `invalid_input` for a method without consent.
 */
export async function startAuthorisation(
  parts: { egress: Egress; rootKey: RootKey },
  authorisation: Authorisation,
  scopes: readonly string[],
): Promise<{ url: string; stateHash: Buffer; sealed: string }> {
  const { credential, hosts, redirectUri } = authorisation
  const scheme = codeScheme(authorisation.method)
  const { configuration } = oauthClient(parts.egress, scheme, credential, basesOf(credential, hosts))
  const kept: Kept = { state: randomState(), verifier: scheme.pkce ? randomPKCECodeVerifier() : null }
  const wanted = scopesOf(scheme, credential, scopes)
  const url = buildAuthorizationUrl(configuration, {
    ...furtherParameters(scheme, credential),
    redirect_uri: redirectUri,
    state: kept.state,
    ...(wanted.length > 0 ? { scope: wanted.join(scheme.scopeSeparator) } : {}),
    ...(kept.verifier === null
      ? {}
      : { code_challenge: await calculatePKCECodeChallenge(kept.verifier), code_challenge_method: 'S256' }),
  })
  const sealed = await seal(parts.rootKey, contextOf(authorisation), JSON.stringify(kept))
  return { url: url.href, stateHash: hashOfState(kept.state), sealed }
}

/** An answer names each of these once, or it was put together by somebody else. */
const ONCE = ['state', 'code', 'iss', 'error'] as const

function checkAnswer(
  answer: URLSearchParams,
  kept: Kept,
  scheme: OAuthCodeScheme,
  credential: OpenCredential,
  bases: Bases,
): void {
  const isTwice = ONCE.some((name) => answer.getAll(name).length > 1)
  const state = hashOfState(answer.get('state') ?? '')
  if (isTwice || !timingSafeEqual(state, hashOfState(kept.state))) throw new AppError('authorisation_state_wrong')
  const iss = answer.get('iss')
  const issuer = issuerOf(scheme, credential)
  if (issuer !== undefined && iss !== issuer) throw new AppError('authorisation_issuer_wrong')
  // Nobody told us its name, but one from quite another place is another server (RFC 9207 §2.4).
  if (issuer === undefined && iss !== null && ![...bases.values()].some((base) => base.origin === originOf(iss))) {
    throw new AppError('authorisation_issuer_wrong')
  }
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined
}

/**
 * The second half: checks that the answer belongs to what was begun, and exchanges its code for a grant. Nothing is sent
 * anywhere before state and issuer fit.
 *
 * @param sealed as `startAuthorisation` gave it.
 * @throws `authorisation_state_wrong`, `authorisation_issuer_wrong`, `authorisation_denied`, `authorisation_refused`,
 *   `vendor_unauthorized` for a wrong client id or secret, else what egress throws.
 */
export async function finishAuthorisation(
  parts: { egress: Egress; rootKey: RootKey },
  authorisation: Authorisation,
  sealed: string,
  answer: URLSearchParams,
): Promise<TokenGrant> {
  const { credential, hosts, redirectUri } = authorisation
  const scheme = codeScheme(authorisation.method)
  const bases = basesOf(credential, hosts)
  const kept = await readKept(parts.rootKey, authorisation, sealed)
  checkAnswer(answer, kept, scheme, credential, bases)
  const client = oauthClient(parts.egress, scheme, credential, bases)
  const passed = new URLSearchParams(answer)
  // Checked above; the library would compare it with a name that we had to make up.
  if (issuerOf(scheme, credential) === undefined) passed.delete('iss')
  const back = new URL(redirectUri)
  back.search = passed.toString()
  try {
    await authorizationCodeGrant(client.configuration, back, {
      expectedState: kept.state,
      ...(kept.verifier === null ? {} : { pkceCodeVerifier: kept.verifier }),
    })
  } catch (thrown) {
    throw exchangeError(thrown)
  }
  return client.grant()
}

async function readKept(rootKey: RootKey, authorisation: Authorisation, sealed: string): Promise<Kept> {
  try {
    return JSON.parse(await open(rootKey, contextOf(authorisation), sealed)) as Kept
  } catch (error) {
    // Begun for another credential, version, method, host or callback: whoever comes back has to begin again.
    if (isAppError(error, 'secret_unreadable')) throw new AppError('authorisation_state_wrong')
    throw error
  }
}

function exchangeError(thrown: unknown): AppError {
  if (thrown instanceof AuthorizationResponseError) {
    return new AppError(thrown.error === 'access_denied' ? 'authorisation_denied' : 'authorisation_refused')
  }
  const refusal = refusalIn(thrown)
  if (refusal !== undefined && refusal !== 'invalid_client' && refusal !== 'unauthorized_client') {
    return new AppError('authorisation_refused', { detail: { refusal } })
  }
  return oauthError(thrown, 'code')
}
