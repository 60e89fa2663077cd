import { Agent } from 'undici'
import type { Clock } from '#base/clock.ts'
import { systemClock } from '#base/clock.ts'
import { AppError, assert } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import { createAddressPolicy } from './addresses.ts'
import { ACCEPTED_ENCODINGS, decodeBody } from './body.ts'
import { exchange, type Timeouts, type WireRequest } from './exchange.ts'
import { guardedConnector, systemResolve, type Resolve } from './guard.ts'
import { nextHop } from './redirects.ts'
import { readUrl } from './url.ts'

type EgressRequest = {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string | URL
  headers?: Readonly<Record<string, string>>
  body?: string | Buffer
  /** Ends the request at once; its reason is what is thrown. */
  signal?: AbortSignal
  /** Largest body accepted, counted after decoding; 32 MiB unless said otherwise. */
  maxBytes?: number
  /** 30 s, 30 s and 120 s unless said otherwise. */
  timeouts?: Partial<Timeouts>
  /** Whether redirects are followed (they are), or a function that decides by where they lead. */
  followRedirects?: boolean | ((to: URL) => boolean)
}

export type EgressResponse = {
  status: number
  /** Lower-case names; a repeated header's values with commas between them. */
  headers: Readonly<Record<string, string>>
  /** Decoded. */
  body: Buffer
  /** Where the response came from, after redirects. May hold a secret in its query: never log it. */
  url: string
  /** When the headers arrived, by our clock. */
  receivedAt: Date
}

/** The one door out. */
export type Egress = {
  /**
   * Sends one request and waits for the whole response; any HTTP status is a response.
   *
   * @throws AppError: `egress_blocked`, `egress_url_invalid`, `egress_redirect`, `vendor_timeout`, `vendor_unavailable`,
   *   `vendor_certificate_invalid`, `vendor_too_large`, `vendor_bad_response` (no HTTP, or an encoding we do not know).
   */
  request(request: EgressRequest): Promise<EgressResponse>
  /** Ends what is under way and closes every connection. */
  close(): Promise<void>
}

export type EgressOptions = {
  /** `ROLLCALL_ALLOW_NETS`: private networks that may be reached, as CIDRs. */
  allowNets: string
  log: Log
  clock?: Clock
  /** How names become addresses; the operating system's way unless said otherwise. */
  resolve?: Resolve
  /** Milliseconds to find the address and connect, TLS included; 5,000 unless said otherwise. */
  connectMs?: number
}

const CONNECT_MS = 5_000
const TIMEOUTS: Timeouts = { headersMs: 30_000, idleBodyMs: 30_000, totalMs: 120_000 }
const MAX_BYTES = 32 * 1024 * 1024
const MAX_REDIRECTS = 3

/** Set by the connection itself. A caller's `Host` would even pick another server behind the same address. */
const RESERVED = /^(host|connection|content-length|transfer-encoding|upgrade|expect|keep-alive|te|trailer|proxy-.*)$/

function wireHeaders(headers: EgressRequest['headers'] = {}): Record<string, string> {
  const all: Record<string, string> = {
    accept: 'application/json',
    'accept-encoding': ACCEPTED_ENCODINGS,
    'user-agent': 'Rollcall',
  }
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase()
    assert(!RESERVED.test(lower), 'headers of the connection are not set by callers')
    all[lower] = value
  }
  return all
}

/**
 * Makes the door. It keeps connections open per origin, checks every address it connects to, redirects included, and
 * reads no proxy setting from the environment. It does not retry and does not limit the rate; see `withRetries` and
 * `createLimiter`.
 *
 * @throws `invalid_input` when `allowNets` cannot be read.
 */
export function createEgress(options: EgressOptions): Egress {
  const { allowNets, log, clock = systemClock, resolve = systemResolve, connectMs = CONNECT_MS } = options
  const agent = new Agent({ connect: guardedConnector(createAddressPolicy(allowNets), resolve, connectMs) })

  const send = async (request: EgressRequest): Promise<EgressResponse> => {
    const { signal, maxBytes = MAX_BYTES, followRedirects = true } = request
    const timeouts = { ...TIMEOUTS, ...request.timeouts }
    const limits = {
      maxBytes,
      timeouts,
      signal,
      deadline: performance.now() + timeouts.totalMs,
      now: () => clock.now(),
    }
    let wire: WireRequest = {
      method: request.method,
      url: readUrl(request.url),
      headers: wireHeaders(request.headers),
      body: request.body,
    }
    for (let hops = 0; ; hops++) {
      const response = await exchange(agent, wire, limits)
      const next = followRedirects === false ? undefined : nextHop(wire, response)
      if (next === undefined) {
        const body = await decodeBody(response.body, response.headers['content-encoding'], maxBytes)
        return { ...response, body, url: wire.url.href }
      }
      const refuse = (why: string) => new AppError('egress_redirect', { detail: { host: wire.url.hostname, why } })
      if (hops === MAX_REDIRECTS) throw refuse('too many')
      if (typeof followRedirects === 'function' && !followRedirects(next.url)) throw refuse('to a host of no concern')
      wire = next
    }
  }

  return {
    async request(request) {
      try {
        return await send(request)
      } catch (error) {
        if (error instanceof AppError)
          log.debug({ method: request.method, code: error.code, detail: error.detail }, 'a request failed')
        throw error
      }
    },
    close: () => agent.destroy(),
  }
}
