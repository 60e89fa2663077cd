import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider, type Configuration } from 'oidc-provider'
import { request as send } from 'undici'
import type { Sandbox } from '#kit/sandbox.ts'

export const OAUTH_CLIENT = { id: 'rollcall', secret: 'canary-client-secret_with-signs.~' }
export const REDIRECT_URI = 'https://rollcall.example/connect_callback/scim'

/** A certified authorisation server from npm, with an API behind it that takes its tokens. */
export type OAuthProvider = {
  issuer: string
  /** The hosts of the generic SCIM connector. */
  hosts: { scim: string; authorize: string; token: string; revoke: string }
  counts: {
    /** Successful exchanges of a refresh token. */
    refreshed: number
    /** Refusals of the token endpoint, by error. */
    refused: Record<string, number>
    /** Grants that the server ended because a code or a refresh token came twice. */
    ended: number
    /** Calls of the API, and those among them that were refused. */
    calls: number
    unauthorized: number
  }
  /** Who signed in and gave the token that the newest accepted call of the API came with. */
  lastReader(): string | undefined
  /** How many refresh tokens, and how many access tokens, the server would still take. */
  standing(): Promise<{ refresh: number; access: number }>
  /** Ends every access token, as time would. */
  expire(): Promise<void>
  close(): Promise<void>
}

type Options = {
  /** Seconds that an access token lives; an hour unless said otherwise. */
  lifeSeconds?: number
  port?: number
  /** Where the browser is sent back to. */
  redirectUri?: string
  /** Shows the library's own pages to sign in and to consent; without, whoever comes is signed in and consents at once. */
  hasPages?: boolean
  /** What the API has; without, a list of one person. */
  api?: Sandbox
}

/** Starts one on the loopback. */
export async function startOAuthProvider(options: Options = {}): Promise<OAuthProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const configuration: Configuration = {
    clients: [
      {
        client_id: OAUTH_CLIENT.id,
        client_secret: OAUTH_CLIENT.secret,
        redirect_uris: [options.redirectUri ?? REDIRECT_URI],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        response_types: ['code'],
      },
    ],
    scopes: ['openid', 'offline_access', 'scim.read'],
    findAccount: (_context, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
    features: {
      devInteractions: { enabled: options.hasPages === true },
      revocation: { enabled: true },
      clientCredentials: { enabled: true },
    },
    ...(options.hasPages !== true && { interactions: { url: (_context, { uid }) => `/consent/${uid}` } }),
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    pkce: { required: () => true },
    ttl: {
      AccessToken: options.lifeSeconds ?? 3_600, AuthorizationCode: 60, Grant: 86_400, RefreshToken: 86_400, Session: 86_400,
      Interaction: 600, IdToken: 3_600, ClientCredentials: options.lifeSeconds ?? 3_600,
    },
    cookies: { keys: ['of a test'] },
  } // prettier-ignore
  const provider = new Provider(issuer, configuration)
  const counts: OAuthProvider['counts'] = { refreshed: 0, refused: {}, ended: 0, calls: 0, unauthorized: 0 }
  const issued = new Set<string>()
  const refreshTokens = new Set<string>()
  provider.on('access_token.saved', (token) => void issued.add(token.jti))
  provider.on('refresh_token.saved', (token) => void refreshTokens.add(token.jti))
  provider.on('grant.success', (context) => {
    if (context.oidc.params?.['grant_type'] === 'refresh_token') counts.refreshed++
  })
  provider.on('grant.error', (_context, error) => {
    const name = (error as { error?: string }).error ?? 'unknown'
    counts.refused[name] = (counts.refused[name] ?? 0) + 1
  })
  provider.on('grant.revoked', () => void counts.ended++)

  /** Signs in as the admin and agrees to everything that was asked for. */
  const consent = async (request: IncomingMessage, response: ServerResponse) => {
    const { prompt, params, session } = await provider.interactionDetails(request, response)
    if (prompt.name === 'login') {
      return provider.interactionFinished(request, response, { login: { accountId: 'admin' } })
    }
    const grant = new provider.Grant({ accountId: session!.accountId, clientId: String(params['client_id']) })
    grant.addOIDCScope(String(params['scope']))
    const grantId = await grant.save()
    return provider.interactionFinished(request, response, { consent: { grantId } }, { mergeWithLastSubmission: true })
  }

  let lastReader: string | undefined
  const answerApi = async (request: IncomingMessage, response: ServerResponse) => {
    counts.calls++
    const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
    const [ofPerson, ofClient] = [await provider.AccessToken.find(token), await provider.ClientCredentials.find(token)]
    const isKnown = [ofPerson, ofClient].some((one) => one !== undefined && one.isValid)
    if (!isKnown) counts.unauthorized++
    else lastReader = ofPerson?.accountId
    if (isKnown && options.api) return passOn(options.api, request, response)
    const body = isKnown
      ? { totalResults: 1, Resources: [{ id: '1', userName: 'ana', active: true }] }
      : { status: '401' }
    response.writeHead(isKnown ? 200 : 401, { 'content-type': 'application/scim+json' }).end(JSON.stringify(body))
  }

  const callback = provider.callback()
  server.on('request', (request, response) => {
    const { pathname } = new URL(request.url!, issuer)
    if (pathname.startsWith('/consent/'))
      return void consent(request, response).catch(() => response.writeHead(500).end())
    return void (pathname.startsWith('/scim/') ? answerApi(request, response) : callback(request, response))
  })
  return {
    issuer,
    hosts: { scim: `${issuer}/scim/v2`, authorize: `${issuer}/auth`, token: `${issuer}/token`, revoke: `${issuer}/token/revocation` },
    counts,
    lastReader: () => lastReader,
    async standing() {
      const refresh = await Promise.all([...refreshTokens].map((id) => provider.RefreshToken.find(id)))
      const access = await Promise.all([...issued].map((id) => provider.AccessToken.find(id)))
      return { refresh: refresh.filter((one) => one?.isValid).length, access: access.filter((one) => one?.isValid).length }
    },
    async expire() {
      for (const id of issued) {
        issued.delete(id)
        await (await provider.AccessToken.find(id))?.destroy()
      }
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  } // prettier-ignore
}

/** Has the service behind the server answer, which knows a key of its own only. */
async function passOn(api: Sandbox, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await send(`${api.url}${request.url}`, {
    headers: { authorization: `Bearer ${api.credentials['bearer']!['token']}` },
  })
  response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) })
  response.end(await answer.body.text())
}

/**
 * Goes through the vendor's pages as a browser does, cookies included.
 *
 * @returns what the vendor sends the browser back with.
 */
export async function giveConsent(url: string): Promise<URLSearchParams> {
  const cookies = new Map<string, string>()
  let at = url
  for (let hop = 0; hop < 10; hop++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const { headers, body, statusCode } = await send(at, { headers: { cookie } })
    const text = await body.text()
    for (const line of [headers['set-cookie'] ?? []].flat()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      cookies.set(name!, value!)
    }
    if (typeof headers['location'] !== 'string') throw new Error(`no redirect but ${statusCode}: ${text.slice(0, 300)}`)
    at = new URL(headers['location'], at).href
    if (at.startsWith(REDIRECT_URI)) return new URL(at).searchParams
  }
  throw new Error('too many redirects')
}
