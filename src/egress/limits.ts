import PQueue from 'p-queue'

export type Limits = {
  /** So many requests begin in any such span of milliseconds, and no more; null: no limit. */
  rate: { requests: number; perMs: number } | null
  /** Requests in flight at once. */
  concurrency: number
}

export type Limiter = {
  /** Runs `fn` when its turn comes; first come, first served. The signal takes a waiting one out of the line. */
  run<Result>(fn: () => Promise<Result>, signal?: AbortSignal): Promise<Result>
  /** Lets nothing begin for so many milliseconds: a vendor that says "wait" to one request says it to all. */
  hold(ms: number): void
}

/**
 * Keeps requests to one vendor account within its limits, in this process.
 *
 * A sliding window (p-queue's `strict`): with fixed windows twice the limit went out around a boundary (98 of 50).
 */
export function createLimiter({ rate, concurrency }: Limits): Limiter {
  const queue = new PQueue({
    concurrency,
    ...(rate === null ? {} : { intervalCap: rate.requests, interval: rate.perMs, strict: true }),
  })
  let heldUntil = 0
  let timer: NodeJS.Timeout | undefined

  const release = () => {
    timer = undefined
    // A timer may fire a millisecond early.
    const rest = heldUntil - Date.now()
    if (rest > 0) timer = setTimeout(release, rest)
    else queue.start()
  }
  return {
    run: (fn, signal) => queue.add(fn, { signal }),
    hold(ms) {
      heldUntil = Math.max(heldUntil, Date.now() + ms)
      queue.pause()
      timer ??= setTimeout(release, ms)
    },
  }
}

/** One limiter per key, so that everything that uses up the same quota stands in the same line. */
export type Limiters = { for(key: string, limits: Limits): Limiter }

/** The first caller's limits hold for its key. A limiter is a few hundred bytes, so none is ever dropped. */
export function createLimiters(): Limiters {
  const limiters = new Map<string, Limiter>()
  return {
    for(key, limits) {
      const limiter = limiters.get(key) ?? createLimiter(limits)
      limiters.set(key, limiter)
      return limiter
    },
  }
}
