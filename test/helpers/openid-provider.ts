import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'

export const OPENID_CLIENT = { id: 'rollcall-sign-in', secret: 'a secret of the client of at least 32 characters' }

/** Somebody whom the provider knows. */
export type Claims = { sub: string; email?: string; email_verified?: boolean; name?: string }

/** A certified OpenID provider from npm, on the loopback. Whoever comes is signed in as `who` and consents at once. */
export type OpenIdProvider = {
  issuer: string
  /** Who sits there now. */
  who: Claims
  /** The address to come back to is known only once Rollcall has made the provider. */
  comesBackTo(redirectUri: string): void
  close(): Promise<void>
}

export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const people = new Map<string, Claims>()
  const redirectUris: string[] = []
  const made: OpenIdProvider = {
    issuer,
    who: { sub: 'nobody' },
    comesBackTo: (redirectUri) => void redirectUris.push(redirectUri),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  const clients = new Map<string, Record<string, unknown>>()
  const provider = new Provider(issuer, {
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    // The claims come in the identity token too, as large providers send them.
    conformIdTokenClaims: false,
    findAccount: (_context, sub) => ({ accountId: sub, claims: async () => ({ ...people.get(sub), sub }) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/consent/${uid}` },
    pkce: { required: () => true },
    adapter: memory(clients, redirectUris),
    ttl: { Session: 600, Interaction: 600, Grant: 600, AccessToken: 600, IdToken: 600, AuthorizationCode: 60 },
    cookies: { keys: ['a key of this test'] },
  })
  provider.on('server_error', (_context, error) => process.emitWarning(error))
  const consent = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { prompt, params, grantId } = await provider.interactionDetails(request, response)
    people.set(made.who.sub, made.who)
    if (prompt.name === 'login') {
      await provider.interactionFinished(request, response, { login: { accountId: made.who.sub, remember: false } })
      return
    }
    const grant = grantId
      ? await provider.Grant.find(grantId)
      : new provider.Grant({ accountId: made.who.sub, clientId: String(params['client_id']) })
    grant?.addOIDCScope(String(params['scope']))
    await provider.interactionFinished(request, response, { consent: { grantId: (await grant?.save()) ?? '' } })
  }
  const handle = provider.callback()
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/consent/')) void consent(request, response)
    else void handle(request, response)
  })
  return made
}

type Stored = Record<string, unknown>

/** The library's storage, with the one client whose addresses to come back to are learnt as one goes. */
function memory(store: Map<string, Stored>, redirectUris: readonly string[]) {
  return (model: string) => {
    const key = (id: string) => `${model} ${id}`
    const find = (test: (value: Stored) => boolean) =>
      [...store].find(([name, value]) => name.startsWith(`${model} `) && test(value))?.[1]
    return {
      upsert: async (id: string, payload: Stored) => void store.set(key(id), payload),
      find: async (id: string) =>
        model === 'Client' && id === OPENID_CLIENT.id
          ? {
              client_id: OPENID_CLIENT.id,
              client_secret: OPENID_CLIENT.secret,
              redirect_uris: [...redirectUris],
              grant_types: ['authorization_code'],
              response_types: ['code'],
            }
          : store.get(key(id)),
      findByUid: async (uid: string) => find((value) => value['uid'] === uid),
      findByUserCode: async (code: string) => find((value) => value['userCode'] === code),
      destroy: async (id: string) => void store.delete(key(id)),
      consume: async (id: string) => void Object.assign(store.get(key(id)) ?? {}, { consumed: Date.now() / 1000 }),
      revokeByGrantId: async (grantId: string) => {
        for (const [name, value] of store) if (value['grantId'] === grantId) store.delete(name)
      },
    }
  }
}
