import { refreshTokenGrant, tokenRevocation } from 'openid-client'
import { AppError } from '#base/errors.ts'
import type { Secret } from '#base/redact.ts'
import type { OAuthClient } from './oauth-client.ts'
import { oauthError, refusalIn } from './oauth-client.ts'
import type { TokenGrant } from './token-answer.ts'

/**
 * Exchanges a refresh token (RFC 6749 §6). Sent once: whoever calls holds the lease and decides what a failure means.
 *
 * @throws `credential_reconnect` when the vendor says that this refresh token is over; `vendor_unauthorized` for a wrong
 *   client id or secret; else what egress throws.
 */
export async function refreshGrant(client: OAuthClient, refreshToken: Secret): Promise<TokenGrant> {
  try {
    await refreshTokenGrant(client.configuration, refreshToken.reveal())
  } catch (thrown) {
    if (refusalIn(thrown) === 'invalid_grant')
      throw new AppError('credential_reconnect', { detail: { stage: 'refresh' } })
    throw oauthError(thrown, 'refresh')
  }
  return client.grant()
}

/** Tells the vendor that a token is no longer wanted (RFC 7009), and with a refresh token its whole grant. */
export async function revokeToken(
  client: OAuthClient,
  token: Secret,
  hint: 'refresh_token' | 'access_token',
): Promise<void> {
  try {
    await tokenRevocation(client.configuration, token.reveal(), { token_type_hint: hint })
  } catch (thrown) {
    throw oauthError(thrown, 'revoke')
  }
}
