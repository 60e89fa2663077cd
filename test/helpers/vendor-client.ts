import { randomBytes } from 'node:crypto'
import { after } from 'node:test'
import { systemClock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import { silentLog } from '#base/log.ts'
import { Secret } from '#base/redact.ts'
import { newId } from '#base/ids.ts'
import { createEgress, type Egress, type EgressOptions } from '#egress/client.ts'
import { createLimiter } from '#egress/limits.ts'
import type { Connector, VendorClient } from '#kit/define.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { connectorBy } from '#kit/surface.ts'
import type { WriteClient } from '#kit/write-client.ts'
import type { AccessToken, Tokens } from '#vault/tokens.ts'
import { finishAuthorisation, startAuthorisation, type Authorisation } from '#vault/authorisation.ts'
import { createAuthorisedClient, type AuthorisedClientOptions } from '#vault/client.ts'
import { rootKeyFrom } from '#vault/seal.ts'
import type { TokenGrant } from '#vault/token-answer.ts'
import { createWriteClient } from '#vault/write-client.ts'

/** Tokens in memory: what the vault keeps in its table. */
function memoryTokens(consent: () => Promise<TokenGrant>): Pick<Tokens, 'get' | 'refreshed'> {
  let token: AccessToken | undefined
  let refreshToken: Secret | null | undefined
  const keep = (grant: TokenGrant) => {
    refreshToken = grant.refreshToken ?? refreshToken
    return (token = { value: grant.accessToken, version: (token?.version ?? 0) + 1, usableUntil: null })
  }
  return {
    async get(_credential, refused, request) {
      return token === undefined || token.version === refused ? keep(await request()) : token
    },
    async refreshed(_credential, refused, refresh) {
      if (token === undefined) return keep(await consent())
      if (token.version !== refused) return token
      if (!refreshToken) throw new AppError('credential_reconnect')
      return keep(await refresh(refreshToken))
    },
  }
}

const REDIRECT = 'https://rollcall.example/connect_callback/sandbox'

/** What a person would do in the browser: goes to the vendor's page, where consent is given at once, and comes back. */
async function consentOf(
  egress: Egress,
  authorisation: Omit<Authorisation, 'id' | 'redirectUri'>,
  scopes: readonly string[],
): Promise<TokenGrant> {
  const parts = { egress, rootKey: rootKeyFrom(randomBytes(32)) }
  const begun = { ...authorisation, id: newId(), redirectUri: REDIRECT }
  const { url, sealed } = await startAuthorisation(parts, begun, scopes)
  const { headers } = await egress.request({ method: 'GET', url, followRedirects: false })
  return finishAuthorisation(parts, begun, sealed, new URL(headers['location']!).searchParams)
}

export type VendorClientOptions = {
  /** The auth method; the connector's first unless said otherwise. */
  method?: string
  /** Overrides credential fields of the sandbox. */
  fields?: Readonly<Record<string, string>>
  /** Overrides hosts of the sandbox. */
  hosts?: Readonly<Record<string, string>>
  /** How often a request is tried; 1 unless said otherwise, so that a test sees each failure. */
  tries?: number
  egress?: Pick<EgressOptions, 'connectMs'>
}

const egresses = new Set<{ close: () => Promise<void> }>()
after(async () => {
  for (const egress of egresses) await egress.close()
})

/** The product's own authorised client for a simulated vendor, without waits and without the vendor's rate limit. */
export function vendorClient(connector: Connector, sandbox: Sandbox, options: VendorClientOptions = {}): VendorClient {
  return createAuthorisedClient(doorParts(connector, sandbox, options))
}

/** The product's two doors for a simulated vendor, opened with one credential: for reading, and for changes. */
export function vendorDoors(
  connector: Connector,
  sandbox: Sandbox,
  options: VendorClientOptions = {},
): { reads: VendorClient; writes: WriteClient } {
  const parts = doorParts(connector, sandbox, options)
  return { reads: createAuthorisedClient(parts), writes: createWriteClient(parts) }
}

function doorParts(connector: Connector, sandbox: Sandbox, options: VendorClientOptions): AuthorisedClientOptions {
  const method = connector.auth.find(({ id }) => id === (options.method ?? connector.auth[0]!.id))
  if (!method) throw new Error(`${connector.id} has no auth method ${options.method}`)
  const hosts = { ...sandbox.hosts, ...options.hosts }
  const values = { ...sandbox.credentials[method.id], ...options.fields }
  const split = (secret: boolean) =>
    method.fields.filter((field) => field.secret === secret && values[field.name] !== undefined)
  const scopes = connectorBy(connector, method.id).scopes.map(({ id }) => id)
  const egress = createEgress({ allowNets: '127.0.0.0/8', log: silentLog, ...options.egress })
  egresses.add(egress)
  const credential = {
    id: 'credential',
    connector: connector.id,
    method: method.id,
    fields: Object.fromEntries(split(true).map(({ name }) => [name, new Secret(values[name]!)])),
    publicFields: Object.fromEntries(split(false).map(({ name }) => [name, values[name]!])),
    hosts: [...new Set(Object.values(hosts).map((url) => new URL(url).origin))],
    version: 1,
  }
  return {
    egress,
    tokens: memoryTokens(() => consentOf(egress, { credential, method, hosts }, scopes)),
    credential,
    scheme: method.scheme,
    besides: method.besides,
    hosts,
    limiter: createLimiter({ rate: null, concurrency: 8 }),
    clock: systemClock,
    log: silentLog,
    ...(connector.refusal ? { refusal: connector.refusal } : {}),
    retry: { tries: options.tries ?? 1, sleep: async () => {} },
  }
}
