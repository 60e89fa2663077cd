import { after } from 'node:test'
import { fixedClock } from '#base/clock.ts'
import type { Log } from '#base/log.ts'
import { silentLog } from '#base/log.ts'
import { Secret } from '#base/redact.ts'
import { createEgress } from '#egress/client.ts'
import { createLimiter } from '#egress/limits.ts'
import type { AuthScheme } from '#kit/auth.ts'
import type { VendorClient } from '#kit/define.ts'
import type { WriteClient } from '#kit/write-client.ts'
import { createAuthorisedClient, type AuthorisedClientOptions } from '#vault/client.ts'
import type { OpenCredential } from '#vault/credentials.ts'
import type { AccessToken, Tokens } from '#vault/tokens.ts'
import { createWriteClient } from '#vault/write-client.ts'

export const clock = fixedClock('2026-11-21T10:00:00Z')

/** One process's tokens, without a table. */
export function tokensInMemory(): Pick<Tokens, 'get' | 'refreshed'> & { asked: number } {
  let token: AccessToken | undefined
  return {
    asked: 0,
    async get(_credential, refused, request) {
      if (token !== undefined && token.version !== refused) return token
      this.asked++
      return (token = { value: (await request()).accessToken, version: (token?.version ?? 0) + 1, usableUntil: null })
    },
    refreshed: () => Promise.reject(new Error('no grants here')),
  }
}

/** An open credential that may go to the given addresses. */
export function openCredentialOf(
  fields: Record<string, string>,
  publicFields: Record<string, string>,
  urls: string[],
): OpenCredential {
  return {
    id: 'credential',
    connector: 'acme',
    method: 'm',
    fields: Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, new Secret(value)])),
    publicFields,
    hosts: urls.map((url) => new URL(url).origin),
    version: 1,
  }
}

const egresses = new Set<{ close(): Promise<void> }>()
after(async () => {
  for (const egress of egresses) await egress.close()
})

/** The client that a scheme makes of a credential, without waits. */
export function openClientOf(...parts: Parameters<typeof doorParts>): VendorClient {
  return createAuthorisedClient(doorParts(...parts))
}

/** The door for changes that a scheme makes of a credential, without waits. */
export function openWriteClientOf(...parts: Parameters<typeof doorParts>): WriteClient {
  return createWriteClient(doorParts(...parts))
}

function doorParts(
  scheme: AuthScheme,
  hosts: Record<string, string>,
  credential: OpenCredential,
  options: { tokens?: Pick<Tokens, 'get' | 'refreshed'>; log?: Log; tries?: number } = {},
): AuthorisedClientOptions {
  const { tokens = tokensInMemory(), log = silentLog } = options
  const egress = createEgress({ allowNets: '127.0.0.0/8', log, clock })
  egresses.add(egress)
  return {
    egress, tokens, credential, scheme, hosts, clock, log, limiter: createLimiter({ rate: null, concurrency: 9 }),
    retry: { tries: options.tries ?? 1, sleep: async () => undefined },
  } // prettier-ignore
}

export const list = (client: VendorClient) => client.request({ host: 'api', method: 'GET', path: '/users' })
