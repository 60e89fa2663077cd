import type { Agent, Dispatcher } from 'undici'
import { AppError } from '#base/errors.ts'
import { BodyBuffer } from './body.ts'
import { toEgressError } from './failures.ts'

/** Milliseconds. */
export type Timeouts = {
  /** From the request to the end of the response's headers. */
  headersMs: number
  /** Between two pieces of the body. */
  idleBodyMs: number
  /** For all of it, waiting for a connection and every redirect included. */
  totalMs: number
}

/** A request with everything decided: it is sent as it stands, to one server. */
export type WireRequest = {
  method: string
  url: URL
  headers: Record<string, string>
  body: string | Buffer | undefined
}

export type WireLimits = {
  /** Bytes as they come over the wire. */
  maxBytes: number
  timeouts: Timeouts
  /** When the whole request is to be over, on `performance.now()`'s scale. */
  deadline: number
  signal: AbortSignal | undefined
  now: () => Date
}

export type WireResponse = { status: number; headers: Record<string, string>; body: Buffer; receivedAt: Date }

function textHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const text: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) text[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return text
}

/**
 * Sends one request and takes one response, as undici delivers it and without a stream in between.
 *
 * @throws an AppError for whatever goes wrong below HTTP, or the signal's reason.
 */
export function exchange(agent: Agent, request: WireRequest, limits: WireLimits): Promise<WireResponse> {
  const { method, url, headers, body } = request
  const { maxBytes, timeouts, signal } = limits
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error)

    let controller: Dispatcher.DispatchController | undefined
    let ended = false
    let response: { status: number; headers: Record<string, string>; receivedAt: Date } | undefined
    let received = new BodyBuffer(0)

    const end = () => {
      ended = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', onAbort)
    }
    const fail = (error: unknown) => {
      if (ended) return
      end()
      reject(error)
      // Closes the connection, so that a vendor that goes on sending sends to nobody.
      controller?.abort(error as Error)
    }
    const failWith = (thrown: unknown) => fail(toEgressError(thrown, url.hostname))
    const tooLarge = () =>
      fail(new AppError('vendor_too_large', { detail: { host: url.hostname, limitBytes: maxBytes } }))
    const onAbort = () => fail(signal!.reason)
    const timer = setTimeout(
      () => fail(new AppError('vendor_timeout', { detail: { host: url.hostname, stage: 'total' } })),
      limits.deadline - performance.now(),
    )
    signal?.addEventListener('abort', onAbort, { once: true })

    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started
        if (ended) started.abort(new AppError('vendor_timeout', { detail: { host: url.hostname, stage: 'total' } }))
      },
      onResponseStart(_controller, status, raw) {
        // 1xx announce a response, they are none.
        if (status < 200 || ended) return
        response = { status, headers: textHeaders(raw), receivedAt: limits.now() }
        const announced = Number(response.headers['content-length'])
        if (announced > maxBytes) return tooLarge()
        received = new BodyBuffer(Number.isSafeInteger(announced) ? announced : undefined)
      },
      onResponseData(_controller, piece) {
        if (ended) return
        if (received.size + piece.length > maxBytes) return tooLarge()
        received.append(piece)
      },
      onResponseEnd() {
        if (ended) return
        end()
        resolve({ ...response!, body: received.bytes() })
      },
      onResponseError: (_controller, error) => failWith(error),
    }
    try {
      agent.dispatch(
        {
          origin: url.origin,
          path: url.pathname + url.search,
          method,
          headers,
          body: body ?? null,
          headersTimeout: timeouts.headersMs,
          bodyTimeout: timeouts.idleBodyMs,
        },
        handler,
      )
    } catch (thrown) {
      failWith(thrown)
    }
  })
}
