import { AppError } from '#base/errors.ts'
import { Secret } from '#base/redact.ts'
import type { EgressResponse } from '#egress/client.ts'
import { statusError } from '#egress/status-error.ts'
import { vendorAheadMs } from './vendor-clock.ts'

/** What a token endpoint gave. */
export type TokenGrant = {
  accessToken: Secret
  /** How long from now it may be used, a margin already taken off; null when the vendor does not say. */
  usableMs: number | null
  /** Null where the vendor gave none: on a refresh, the old one goes on (RFC 6749 §6). */
  refreshToken: Secret | null
  /** How long from now until the vendor ends the refresh token by itself; null when it does not say (F26). */
  refreshEndsMs: number | null
  /** Null where the vendor does not say. */
  scopes: string[] | null
}

/** The body of a token endpoint's answer (RFC 6749 §5.1), as far as it is JSON at all. */
export type TokenBody = Readonly<Record<string, unknown>>

/** For every request to a token endpoint. Its time is shorter than the lease under which it runs (V15). */
export const TOKEN_LIMITS = { timeouts: { totalMs: 20_000 }, maxBytes: 1024 * 1024 } as const

/** A token is given up early, so that it does not end between our check and the vendor's (V13). */
const MARGIN_MS = 60_000
/** … but never by more than this part of its life: some live for a minute. */
const MARGIN_PART = 0.1
/** Vendors count in whole seconds, so a token may end up to one earlier than it says. */
const GRAIN_MS = 1_000

/** How much earlier a token is given up than the vendor says. */
function marginOf(lifetimeMs: number): number {
  return Math.min(MARGIN_MS, Math.max(lifetimeMs * MARGIN_PART, Math.min(GRAIN_MS, lifetimeMs / 2)))
}

/**
 * How long a token lives, in milliseconds: `expires_in` seconds, as a number or as text, less what is over already when
 * the vendor hands out a token that it made earlier (OneLogin: `created_at`, told by the vendor's own clock).
 *
 * @returns null for none, nothing or less: vendors mean by that "until it is revoked" (V16), and a token that is over
 *   shows itself by a 401.
 */
function lifetimeMs(body: TokenBody, response: EgressResponse): number | null {
  const seconds = Number(body['expires_in'] ?? Number.NaN)
  if (!Number.isFinite(seconds) || seconds <= 0) return null
  const vendorNow = response.receivedAt.getTime() + vendorAheadMs(response)
  const created = typeof body['created_at'] === 'string' ? Date.parse(body['created_at']) : Number.NaN
  const age = vendorNow - created
  return seconds * 1000 - (age > 0 && age < seconds * 1000 ? age : 0)
}

/** Seconds from now, as GitHub, Google and LinkedIn, as Keycloak and Cisco, and as Intuit call them. */
const REFRESH_SECONDS = ['refresh_token_expires_in', 'refresh_expires_in', 'x_refresh_token_expires_in'] as const

/** A moment, as text (ISO 8601) or in seconds or milliseconds since 1970. */
const REFRESH_MOMENTS = ['refresh_token_expires_at', 'refresh_expires_at'] as const

/** From this number on a moment is told in milliseconds: as seconds it would lie thousands of years ahead. */
const FIRST_MILLISECOND = 100_000_000_000

/** Nothing, zero or less means "until it is revoked", as it does for access tokens. */
function refreshEndsMs(body: TokenBody, response: EgressResponse): number | null {
  for (const name of REFRESH_SECONDS) {
    const seconds = Number(body[name] ?? Number.NaN)
    if (Number.isFinite(seconds) && seconds > 0) return seconds * 1000
  }
  const vendorNow = response.receivedAt.getTime() + vendorAheadMs(response)
  for (const name of REFRESH_MOMENTS) {
    const given = body[name]
    const number = Number(given ?? Number.NaN)
    const at = Number.isFinite(number)
      ? number * (number < FIRST_MILLISECOND ? 1000 : 1)
      : typeof given === 'string' ? Date.parse(given) : Number.NaN // prettier-ignore
    if (at > vendorNow) return at - vendorNow
  }
  return null
}

/**
 * What a token endpoint says to a request that holds a secret or a proof.
 *
 * @throws `vendor_unauthorized` when that is refused, which servers say with 400 as well as with 401; else what
 *   `statusError` makes of it.
 */
export function requireSuccess(response: EgressResponse): void {
  const { status } = response
  if (status === 400 || status === 401)
    throw new AppError('vendor_unauthorized', { detail: { status, stage: 'token' } })
  if (status < 200 || status > 299) throw statusError(response)
}

/** Scopes as one text with blanks or commas between them, or as a list; null for anything else. */
function scopesOf(given: unknown): string[] | null {
  if (typeof given === 'string') return given.split(/[\s,]+/).filter((scope) => scope !== '')
  return Array.isArray(given) && given.every((scope) => typeof scope === 'string') ? given : null
}

/**
 * Reads what a token endpoint answered.
 *
 * @throws `vendor_bad_response` when there is no access token that could be sent.
 */
export function readGrant(body: TokenBody, response: EgressResponse): TokenGrant {
  const { access_token: token, refresh_token: refresh, scope } = body
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    throw new AppError('vendor_bad_response', { detail: { why: 'no access token', stage: 'token' } })
  }
  const lifetime = lifetimeMs(body, response)
  return {
    accessToken: new Secret(token),
    usableMs: lifetime === null ? null : lifetime - marginOf(lifetime),
    refreshToken: typeof refresh === 'string' && refresh !== '' ? new Secret(refresh) : null,
    refreshEndsMs: refreshEndsMs(body, response),
    scopes: scopesOf(scope),
  }
}
