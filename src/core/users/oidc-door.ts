import { createHash, createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { AppError } from '#base/errors.ts'
import type { Egress } from '#egress/client.ts'
import { CompactEncrypt, compactDecrypt } from 'jose'
import * as oidc from 'openid-client'

type Provider = { id: string; issuer: string; clientId: string; sealedSecret: string }

/** Who somebody is at a provider. `email` only if the provider has proved that it is theirs. */
export type Identity = {
  issuer: string
  subject: string
  email: string | undefined
  name: string | undefined
  /** When they last signed in there (OpenID Connect Core §2, `auth_time`); null when the provider does not say. */
  authenticatedAt: Date | null
}

/** Our side of OpenID Connect: code flow with PKCE, state and nonce, all three bound to the browser that began. */
export type OidcDoor = {
  /** A client secret as it may be stored; it opens for this provider only. */
  seal(providerId: string, secret: string): Promise<string>
  /** Throws `provider_failed` when there is no OpenID provider at this address, or what the egress refuses. */
  check(issuer: string): Promise<void>
  /** Where the browser goes. @param browser a secret that this browser alone keeps. */
  begin(provider: Provider, browser: string, state: string, again: boolean): Promise<string>
  /** Exchanges what the provider sent back. Throws `provider_failed`. */
  finish(provider: Provider, browser: string, state: string, query: string): Promise<Identity>
}

/** Answers of a provider are small. */
const LIMITS = { maxBytes: 1024 * 1024, timeouts: { totalMs: 15_000 } }

/** @param key seals client secrets; made from the vault's root key. */
export function createOidcDoor(options: { egress: Egress; key: Buffer; publicUrl: string }): OidcDoor {
  const { egress, publicUrl } = options
  const key = createSecretKey(createHash('sha256').update(options.key).digest())

  const open = async ({ id, sealedSecret }: Provider): Promise<string> => {
    const { plaintext, protectedHeader } = await compactDecrypt(sealedSecret, key).catch((cause: unknown) => {
      throw new AppError('secret_unreadable', { cause })
    })
    if (protectedHeader['ctx'] !== id) throw new AppError('secret_unreadable')
    return Buffer.from(plaintext).toString()
  }

  const discover = async (issuer: string, clientId: string, secret?: string): Promise<oidc.Configuration> => {
    const config = await oidc.discovery(new URL(issuer), clientId, {}, oidc.None(), {
      [oidc.customFetch]: throughEgress(egress),
      // Which addresses may be reached is for the egress to say; without https only where we have none ourselves.
      execute: publicUrl.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
    })
    if (secret === undefined) return config
    const server = config.serverMetadata()
    const takesPost = server.token_endpoint_auth_methods_supported?.includes('client_secret_post')
    const auth = takesPost ? oidc.ClientSecretPost(secret) : oidc.ClientSecretBasic(secret)
    const made = new oidc.Configuration(server, clientId, {}, auth)
    made[oidc.customFetch] = throughEgress(egress)
    if (publicUrl.startsWith('http:')) oidc.allowInsecureRequests(made)
    // The signature of who they are is checked too, not only the connection that it came over.
    oidc.enableNonRepudiationChecks(made)
    return made
  }

  const redirectUri = (id: string) => `${publicUrl}/sign-in/from/${id}`

  return {
    seal: (providerId, secret) =>
      new CompactEncrypt(Buffer.from(secret))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', ctx: providerId })
        .encrypt(key),

    check: (issuer) => orFailed(async () => void (await discover(issuer, 'rollcall'))),

    begin: (provider, browser, state, again) =>
      orFailed(async () => {
        const config = await discover(provider.issuer, provider.clientId)
        const url = oidc.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri(provider.id),
          scope: 'openid email profile',
          state,
          nonce: part(browser, 'nonce'),
          code_challenge: await oidc.calculatePKCECodeChallenge(part(browser, 'verifier')),
          code_challenge_method: 'S256',
          // Whoever is to prove themselves again must not be let through by what the provider remembers; `max_age` makes it
          // say when they did (OpenID Connect Core §3.1.2.1).
          ...(again && { prompt: 'login', max_age: '0' }),
        })
        return url.href
      }),

    finish: (provider, browser, state, query) =>
      orFailed(async () => {
        const config = await discover(provider.issuer, provider.clientId, await open(provider))
        const tokens = await oidc.authorizationCodeGrant(config, new URL(`${redirectUri(provider.id)}?${query}`), {
          expectedState: state,
          expectedNonce: part(browser, 'nonce'),
          pkceCodeVerifier: part(browser, 'verifier'),
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (!claims) throw new AppError('provider_failed')
        const more: oidc.UserInfoResponse | undefined =
          claims['email'] === undefined && config.serverMetadata().userinfo_endpoint !== undefined
            ? await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)
            : undefined
        const known = { ...more, ...claims }
        return {
          issuer: claims.iss,
          subject: claims.sub,
          email:
            known['email_verified'] === true && typeof known['email'] === 'string'
              ? known['email'].toLowerCase()
              : undefined,
          authenticatedAt: typeof claims.auth_time === 'number' ? new Date(claims.auth_time * 1000) : null,
          name: typeof known['name'] === 'string' ? known['name'].slice(0, 200) : undefined,
        }
      }),
  }
}

/** What only this browser can know, one value per purpose; so nothing secret of a sign-in is in the database. */
function part(browser: string, purpose: string): string {
  return createHmac('sha256', browser).update(purpose).digest('base64url')
}

export const newBrowserSecret = () => randomBytes(32).toString('base64url')

/** The library's errors may hold whole answers of the provider, so none is kept as a cause. */
async function orFailed<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (thrown) {
    for (let error: unknown = thrown; error instanceof Error; error = error.cause) {
      if (error instanceof AppError) throw error
    }
    const { code, name } = thrown as { code?: unknown; name?: unknown }
    throw new AppError('provider_failed', { detail: { why: String(code ?? name) } })
  }
}

function throughEgress(egress: Egress): oidc.CustomFetch {
  return async (url, { method, headers, body }) => {
    const response = await egress.request({
      method: method === 'POST' ? 'POST' : 'GET',
      url,
      headers: Object.fromEntries(new Headers(headers)),
      ...(body instanceof URLSearchParams || typeof body === 'string' ? { body: body.toString() } : {}),
      followRedirects: false,
      ...LIMITS,
    })
    const type = response.headers['content-type']
    return new Response(response.status === 204 ? null : new Uint8Array(response.body), {
      status: response.status,
      headers: type === undefined ? {} : { 'content-type': type },
    })
  }
}
