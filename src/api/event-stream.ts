import type { FastifyReply } from 'fastify'
import type { ServerEvent } from './route.ts'

/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 15_000

/** A stream outlives the check at its beginning, so it is made again: a revoked token is dead within a second (S4). */
const RECHECK_MS = 1_000

/**
 * Sends server-sent events until the iterable ends, the client goes, or it is no longer allowed to see them. What fails
 * before the first event is thrown, so that it becomes an ordinary problem.
 */
export async function sendEvents(
  reply: FastifyReply,
  events: AsyncIterable<ServerEvent<unknown>>,
  stillAllowed: () => Promise<boolean>,
  onEvent: (data: unknown) => void,
): Promise<void> {
  const iterator = events[Symbol.asyncIterator]()
  let next = await iterator.next()
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // Some proxies collect an answer before they pass it on.
    'x-accel-buffering': 'no',
  } as Record<string, string>)
  const heartbeat = setInterval(() => raw.write(': still here\n\n'), HEARTBEAT_MS)
  let checkedAt = Date.now()
  try {
    while (!next.done && !raw.destroyed) {
      const { event, data } = next.value
      onEvent(data)
      raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
      next = await iterator.next()
      if (Date.now() - checkedAt >= RECHECK_MS) {
        if (!(await stillAllowed())) break
        checkedAt = Date.now()
      }
    }
  } catch {
    // The status is sent long ago; an ended stream makes the client ask again and get the real answer.
  } finally {
    clearInterval(heartbeat)
    await iterator.return?.()
    raw.end()
  }
}
