import { sleep as sleepFor } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Log } from '#base/log.ts'

export type RetryOptions = {
  /** How often `fn` is called at most; 5 unless said otherwise (V2). */
  tries?: number
  /** The first wait lies between nothing and this, the next between nothing and twice this, and so on; 500. */
  baseMs?: number
  /** No drawn wait is longer; 20,000. */
  maxMs?: number
  /** Ends a wait at once; its reason is thrown. */
  signal?: AbortSignal
  log?: Log
  /** From 0 to 1. */
  random?: () => number
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** A worker that waits does nothing else, so longer waits are the queue's (V1). */
const LONGEST_WAIT_MS = 60_000
/** Added to a wait that the vendor named, at most: never early, and many who were told the same do not come at once. */
const SPREAD = 0.08

/**
 * Calls `fn` until it succeeds, as long as its error says that trying again may help (`recovery: 'retry'`). Waits as
 * long as the vendor asked for, and up to 8 % longer; when it asked for nothing, full jitter.
 *
 * @throws the last error; or, for a wait of more than 60 s, `vendor_rate_limited` with `retryAfterMs`, so that the
 *   work can be put aside until then.
 */
export async function withRetries<Result>(fn: () => Promise<Result>, options: RetryOptions = {}): Promise<Result> {
  const { tries = 5, baseMs = 500, maxMs = 20_000, signal, log, random = Math.random, sleep = sleepFor } = options
  for (let failures = 0; ;) {
    try {
      return await fn()
    } catch (error) {
      failures++
      if (!(error instanceof AppError) || error.recovery !== 'retry') throw error
      const asked = error.retryAfterMs
      if (asked !== undefined && asked > LONGEST_WAIT_MS) throw parked(error, asked)
      if (failures >= tries) throw error
      // "Retry-After: 0" allows to come back at once, which does not make it wise.
      const wait = asked ? asked * (1 + SPREAD * random()) : random() * Math.min(maxMs, baseMs * 2 ** (failures - 1))
      log?.warn(
        { code: error.code, detail: error.detail, failures, waitMs: Math.round(wait) },
        'trying again after a wait',
      )
      await sleep(wait, signal)
    }
  }
}

function parked(error: AppError, retryAfterMs: number): AppError {
  if (error.code === 'vendor_rate_limited') return error
  return new AppError('vendor_rate_limited', { detail: error.detail, retryAfterMs, cause: error })
}
