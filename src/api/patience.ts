import { AppError } from '#base/errors.ts'

/** A sync may wait for hours; whoever looks at a button may not. */
const PATIENCE_MS = 45_000

/**
 * A signal for vendor calls that somebody waits for: it ends with `signal`, or when a vendor that hangs has had its time.
 *
 * @returns a signal whose reason is then `vendor_timeout`.
 */
export function whileSomeoneWaits(signal: AbortSignal, patienceMs = PATIENCE_MS): AbortSignal {
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(new AppError('vendor_timeout', { detail: { patienceMs } })), patienceMs)
  timer.unref()
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  return AbortSignal.any([signal, limit.signal])
}
