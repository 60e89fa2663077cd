import { after } from 'node:test'
import { systemClock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import { silentLog } from '#base/log.ts'
import { Secret } from '#base/redact.ts'
import { createEgress, type EgressOptions } from '#egress/client.ts'
import { createLimiter } from '#egress/limits.ts'
import type { Connector, VendorClient } from '#kit/define.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import type { AccessToken, Tokens } from '#vault/tokens.ts'
import { createAuthorisedClient } from '#vault/client.ts'

/** Tokens in memory: what the vault keeps in its table. */
function memoryTokens(): Pick<Tokens, 'get' | 'refreshed'> {
  let token: AccessToken | undefined
  return {
    async get(_credential, refused, request) {
      if (token === undefined || token.version === refused) {
        token = { value: (await request()).accessToken, version: (token?.version ?? 0) + 1, usableUntil: null }
      }
      return token
    },
    refreshed: () => Promise.reject(new AppError('credential_not_authorised')),
  }
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
  const method = connector.auth.find(({ id }) => id === (options.method ?? connector.auth[0]!.id))
  if (!method) throw new Error(`${connector.id} has no auth method ${options.method}`)
  const hosts = { ...sandbox.hosts, ...options.hosts }
  const values = { ...sandbox.credentials[method.id], ...options.fields }
  const split = (secret: boolean) =>
    method.fields.filter((field) => field.secret === secret && values[field.name] !== undefined)
  const egress = createEgress({ allowNets: '127.0.0.0/8', log: silentLog, ...options.egress })
  egresses.add(egress)
  return createAuthorisedClient({
    egress,
    tokens: memoryTokens(),
    credential: {
      id: 'credential',
      connector: connector.id,
      method: method.id,
      fields: Object.fromEntries(split(true).map(({ name }) => [name, new Secret(values[name]!)])),
      publicFields: Object.fromEntries(split(false).map(({ name }) => [name, values[name]!])),
      hosts: [...new Set(Object.values(hosts).map((url) => new URL(url).origin))],
      version: 1,
    },
    scheme: method.scheme,
    hosts,
    limiter: createLimiter({ rate: null, concurrency: 8 }),
    clock: systemClock,
    log: silentLog,
    retry: { tries: options.tries ?? 1, sleep: async () => {} },
  })
}
