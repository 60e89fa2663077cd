/** Ctrl-C below npm reaches us twice at once; a person who presses it again waits longer than that. Milliseconds. */
const AGAIN_MS = 1_000

/** Whoever asked us to stop must not wait for ever. Milliseconds. */
const LAST_MS = 10_000

/** A signal that aborts when the process is asked to stop. Asked a second time, or after ten seconds, it ends at once. */
export function stopSignal(): { signal: AbortSignal; release(): void } {
  const controller = new AbortController()
  let askedAt: number | undefined
  const onSignal = () => {
    if (askedAt === undefined) {
      askedAt = Date.now()
      controller.abort(new Error('the process was asked to stop'))
      setTimeout(() => process.exit(1), LAST_MS).unref()
    } else if (Date.now() - askedAt > AGAIN_MS) process.exit(1)
  }
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const name of names) process.on(name, onSignal)
  return {
    signal: controller.signal,
    release: () => {
      for (const name of names) process.off(name, onSignal)
    },
  }
}

/** Waits until the signal aborts. */
export function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
