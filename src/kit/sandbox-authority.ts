import { createHash, generateKeyPairSync, randomBytes, timingSafeEqual, verify, type KeyObject } from 'node:crypto'
import type { SandboxRequest, SandboxResponse } from './sandbox.ts'

/** A simulated authorisation server (RFC 6749, 7009, 7523, 7636, 9207). Written from the RFCs; knows nothing of our client. */
export type SandboxAuthority = {
  client: { id: string; secret: string }
  serviceAccount: { issuer: string; subject: string; privateKey: string; keyId: string }
  /** Whether a request carries an access token that stands. */
  accepts(request: SandboxRequest): boolean
  /** What the request's access token was asked for; undefined without one that stands. */
  scopesOf(request: SandboxRequest): ReadonlySet<string> | undefined
  /** The client, or whom the service account acts for, that got the request's access token. */
  holderOf(request: SandboxRequest): string | undefined
  /** Undefined for a path that is none of its own. */
  answer(request: SandboxRequest): SandboxResponse | undefined
  /** Ends every access token, as time would. */
  expire(): void
  /** Ends every grant, as the vendor's admin would. */
  revoke(): void
  /** How often a spent refresh token or code came in; its grant is ended then (RFC 9700 §4.14.2). */
  readonly reused: number
}

export type SandboxAuthorityOptions = {
  /** Where its endpoints are: `${path}/authorize`, `/token` and `/revoke`. */
  path: string
  /** Added to what an answer of the token endpoint says. */
  token?: Readonly<Record<string, unknown>>
  /** Sent as `iss` with every answer to the browser. */
  issuer?: string
  /** Names that look like this vendor's. */
  client?: { id: string; secret: string }
  serviceAccount?: { issuer: string; subject: string }
  /** Whether a service account may have all of these scopes; a vendor gives it all or none. */
  mayDelegate?: (scopes: readonly string[]) => boolean
  /** Of another admin: a client of their own, and whom the service account may act for beside the first one. */
  otherAdmin?: { client: { id: string; secret: string }; subject: string }
}

type Grant = { isRevoked: boolean; scope: string; holder: string }
type Code = { grant: Grant; challenge: string | null; redirectUri: string; isSpent: boolean }

// Made when it is first asked for, and once: it takes a tenth of a second.
let keys: { publicKey: KeyObject; privateKey: string } | undefined
function keyPair() {
  if (keys) return keys
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return (keys = { publicKey, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() })
}

const newToken = () => randomBytes(24).toString('base64url')
const digest = (text: string) => createHash('sha256').update(text).digest()
const isSame = (one: string, other: string) => timingSafeEqual(digest(one), digest(other))

function json(status: number, body: object): SandboxResponse {
  return { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' }, body }
}
const oauthError = (error: string, status = 400) => json(status, { error, error_description: 'Refused by the sandbox' })

export function createSandboxAuthority(options: SandboxAuthorityOptions): SandboxAuthority {
  const { path, issuer } = options
  const client = options.client ?? { id: 'sandbox-client', secret: 'sandbox-client-secret' }
  const clients = [client, ...(options.otherAdmin ? [options.otherAdmin.client] : [])]
  const codes = new Map<string, Code>()
  const refreshTokens = new Map<string, { grant: Grant; isSpent: boolean }>()
  const accessTokens = new Map<string, Grant>()
  let reused = 0

  const give = (grant: Grant, withRefresh: boolean): SandboxResponse => {
    const access = newToken()
    accessTokens.set(access, grant)
    const refresh = withRefresh ? { refresh_token: newToken() } : {}
    if (refresh.refresh_token !== undefined) refreshTokens.set(refresh.refresh_token, { grant, isSpent: false })
    const scope = grant.scope === '' ? {} : { scope: grant.scope }
    return json(200, {
      access_token: access,
      token_type: 'Bearer',
      expires_in: 3600,
      ...scope,
      ...refresh,
      ...options.token,
    })
  }

  /** RFC 6749 §3.1.2.5: to an address that is not known nobody is sent. Consent is given at once. */
  const authorize = ({ query }: SandboxRequest): SandboxResponse => {
    const redirectUri = query.get('redirect_uri') ?? ''
    const holder = clients.find(({ id }) => id === query.get('client_id'))?.id
    if (holder === undefined || !URL.canParse(redirectUri))
      return { status: 400, headers: { 'content-type': 'text/html' }, body: '<h1>Unknown client</h1>' }
    const back = new URL(redirectUri)
    const state = query.get('state')
    if (state !== null) back.searchParams.set('state', state)
    if (issuer !== undefined) back.searchParams.set('iss', issuer)
    const challenge = query.get('code_challenge')
    if (
      query.get('response_type') !== 'code' ||
      (challenge !== null && query.get('code_challenge_method') !== 'S256')
    ) {
      back.searchParams.set('error', 'invalid_request')
    } else {
      const code = newToken()
      codes.set(code, {
        grant: { isRevoked: false, scope: query.get('scope') ?? '', holder },
        challenge,
        redirectUri,
        isSpent: false,
      })
      back.searchParams.set('code', code)
    }
    return { status: 302, headers: { location: back.href }, body: '' }
  }

  /** The client that has proved itself. */
  const clientOf = ({ headers }: SandboxRequest, form: URLSearchParams): string | undefined => {
    const [, basic] = /^Basic (.+)$/.exec(headers['authorization'] ?? '') ?? []
    const [id = '', secret = ''] = basic
      ? Buffer.from(basic, 'base64')
          .toString()
          .split(':')
          .map((part) => decodeURIComponent(part.replaceAll('+', ' ')))
      : [form.get('client_id') ?? '', form.get('client_secret') ?? '']
    return clients.find((one) => one.id === id && isSame(secret, one.secret))?.id
  }

  const byCode = (form: URLSearchParams, holder: string): SandboxResponse => {
    const code = codes.get(form.get('code') ?? '')
    if (!code || code.grant.holder !== holder) return oauthError('invalid_grant')
    if (code.isSpent) {
      reused++
      code.grant.isRevoked = true
      return oauthError('invalid_grant')
    }
    code.isSpent = true
    const verifier = form.get('code_verifier')
    const isProven =
      code.challenge === null
        ? verifier === null
        : verifier !== null && digest(verifier).toString('base64url') === code.challenge
    return isProven && form.get('redirect_uri') === code.redirectUri
      ? give(code.grant, true)
      : oauthError('invalid_grant')
  }

  const byRefreshToken = (form: URLSearchParams, holder: string): SandboxResponse => {
    const held = refreshTokens.get(form.get('refresh_token') ?? '')
    if (held?.grant.holder !== holder || held.grant.isRevoked) return oauthError('invalid_grant')
    if (held.isSpent) {
      reused++
      held.grant.isRevoked = true
      return oauthError('invalid_grant')
    }
    held.isSpent = true
    return give(held.grant, true)
  }

  /** The claims of a JWT that the service account has signed and that is neither over nor too far ahead. */
  const signedClaims = (jwt: string): Record<string, unknown> | undefined => {
    const [head = '', payload = '', signature = ''] = jwt.split('.')
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
    const isSigned = verify(
      'RSA-SHA256',
      Buffer.from(`${head}.${payload}`),
      keyPair().publicKey,
      Buffer.from(signature, 'base64url'),
    )
    if (!isSigned || read(head)['alg'] !== 'RS256') return undefined
    const claims = read(payload)
    const now = Date.now() / 1000
    const isInTime =
      Number(claims['iat'] ?? now) <= now + 60 && Number(claims['exp']) > now && Number(claims['exp']) <= now + 3660
    return isInTime ? claims : undefined
  }

  const byAssertion = (request: SandboxRequest, form: URLSearchParams): SandboxResponse => {
    const claims = signedClaims(form.get('assertion') ?? '')
    const { serviceAccount } = authority
    const audience = `http://${request.headers['host']}${path}/token`
    const subject = [serviceAccount.subject, options.otherAdmin?.subject].find((one) => one === claims?.['sub'])
    const isRight = claims?.['iss'] === serviceAccount.issuer && claims['aud'] === audience
    if (!isRight || subject === undefined) return oauthError('invalid_grant')
    const scope = typeof claims['scope'] === 'string' ? claims['scope'] : ''
    if (options.mayDelegate?.(scope.split(' ')) === false) return oauthError('unauthorized_client', 401)
    return give({ isRevoked: false, scope, holder: subject }, false)
  }

  /** As Adobe had it until 2026: `jwt_token` with client id and secret, audience and scopes made of the server's address. */
  const byJwtToken = (request: SandboxRequest, form: URLSearchParams, holder: string): SandboxResponse => {
    const origin = `http://${request.headers['host']}`
    const claims = signedClaims(form.get('jwt_token') ?? '')
    if (!claims) return oauthError('invalid_token')
    const { serviceAccount } = authority
    const isRight =
      claims['iss'] === serviceAccount.issuer &&
      claims['sub'] === serviceAccount.subject &&
      claims['aud'] === `${origin}/c/${holder}`
    return isRight && claims[`${origin}/s/ent_user_sdk`] === true
      ? give({ isRevoked: false, scope: '', holder }, false)
      : oauthError('invalid_token')
  }

  const token = (request: SandboxRequest): SandboxResponse => {
    const form = new URLSearchParams(request.text)
    if (request.method !== 'POST') return oauthError('invalid_request', 405)
    if (form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer') return byAssertion(request, form)
    const holder = clientOf(request, form)
    if (holder === undefined) return oauthError('invalid_client', 401)
    if (form.has('jwt_token')) return byJwtToken(request, form, holder)
    switch (form.get('grant_type') ?? '') {
      case 'authorization_code':
        return byCode(form, holder)
      case 'refresh_token':
        return byRefreshToken(form, holder)
      case 'client_credentials':
        return give({ isRevoked: false, scope: form.get('scope') ?? '', holder }, false)
      default:
        return oauthError('unsupported_grant_type')
    }
  }

  const revocation = (request: SandboxRequest): SandboxResponse => {
    const form = new URLSearchParams(request.text)
    if (clientOf(request, form) === undefined) return oauthError('invalid_client', 401)
    const given = form.get('token') ?? ''
    const grant = refreshTokens.get(given)?.grant ?? accessTokens.get(given)
    if (grant) grant.isRevoked = true
    return { status: 200, body: '' }
  }

  const grantOf = ({ headers }: SandboxRequest): Grant | undefined => {
    const [, given] = /^Bearer (.+)$/.exec(headers['authorization'] ?? '') ?? []
    const grant = given === undefined ? undefined : accessTokens.get(given)
    return grant?.isRevoked === false ? grant : undefined
  }

  const authority: SandboxAuthority = {
    client,
    serviceAccount: {
      issuer: 'sandbox@service.example',
      subject: 'admin@example.com',
      ...options.serviceAccount,
      keyId: 'sandbox-key',
      get privateKey() {
        return keyPair().privateKey
      },
    },
    accepts: (request) => grantOf(request) !== undefined,
    scopesOf(request) {
      const grant = grantOf(request)
      return grant && new Set(grant.scope.split(' ').filter((scope) => scope !== ''))
    },
    holderOf: (request) => grantOf(request)?.holder,
    answer(request) {
      if (request.path === `${path}/authorize`) return authorize(request)
      if (request.path === `${path}/token`) return token(request)
      return request.path === `${path}/revoke` ? revocation(request) : undefined
    },
    expire: () => accessTokens.clear(),
    revoke() {
      for (const { grant } of refreshTokens.values()) grant.isRevoked = true
      for (const grant of accessTokens.values()) grant.isRevoked = true
    },
    get reused() {
      return reused
    },
  }
  return authority
}
