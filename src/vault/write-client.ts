import { AppError, isAppError, type ErrorCode } from '#base/errors.ts'
import { withRetries } from '#egress/retry.ts'
import type { WriteAnswer, WriteClient } from '#kit/write-client.ts'
import { openDoor, type AuthorisedClientOptions } from './client.ts'

/**
 * The door to one vendor account for changes. Redirects are not followed: a change is never made somewhere else than it
 * was meant for. Only a vendor that is busy (429) is asked again.
 *
 * @throws as `openDoor`.
 */
export function createWriteClient(options: AuthorisedClientOptions): WriteClient {
  const once = openDoor(options)
  return {
    async write(request, { refused, signal = options.signal } = {}) {
      const attempt = async (): Promise<WriteAnswer> => {
        let isSent = false
        const more = {
          onSend: () => void (isSent = true),
          onRefused: () => void (isSent = false),
          followRedirects: false as const,
          ...(refused ? { refused } : {}),
        }
        try {
          const { status, headers, body } = await once(request, signal, more)
          return { isLost: false, response: { status, headers, body } }
        } catch (error) {
          if (!isSent || isRefusal(error)) throw error
          return { isLost: true, error: asLost(error) }
        }
      }
      return withRetries(attempt, { ...options.retry, log: options.log, ...(signal ? { signal } : {}) })
    },
  }
}

/** Errors that leave open whether the vendor did it: 408, 425, 5xx, a connection that broke, an answer that is none. */
const LEAVES_OPEN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'vendor_unavailable',
  'vendor_timeout',
  'vendor_bad_response',
  'vendor_too_large',
  'egress_redirect',
  'internal',
])

/** Whether an error says that the vendor did nothing. */
function isRefusal(error: unknown): boolean {
  return isAppError(error) && !LEAVES_OPEN.has(error.code)
}

/** What ends a request that is under way, such as a signal, is the caller's own and no AppError. */
function asLost(error: unknown): AppError {
  return isAppError(error)
    ? error
    : new AppError('vendor_unavailable', { detail: { why: 'the call was cut off' }, cause: error })
}
