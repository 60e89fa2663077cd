import { AppError } from '#base/errors.ts'
import type { VendorRefusal } from '#kit/define.ts'

type GoogleError = {
  message?: unknown
  errors?: { reason?: unknown }[]
  status?: unknown
  details?: { reason?: unknown }[]
}

/** Google throttles with 403 as well as with 429, and names no time. */
const TOO_MANY = new Set(['userRateLimitExceeded', 'rateLimitExceeded', 'quotaExceeded', 'dailyLimitExceeded'])

const API_OFF = new Set(['accessNotConfigured', 'SERVICE_DISABLED'])

/**
 * What Google's error body says beyond its status.
 *
 * @param licensing the named host of the License Manager: for a product that the company does not have, it answers as if
 *   something were forbidden or wrong (README, "Sources").
 */
export function googleRefusal({ host, status, body }: VendorRefusal, licensing: string): AppError | null {
  const error = errorOf(body)
  if (error === undefined) return null
  const reasons = [...listOf(error.errors), ...listOf(error.details)].map(({ reason }) => reason)
  const has = (known: ReadonlySet<string>) => reasons.some((reason) => typeof reason === 'string' && known.has(reason))
  if (status === 403 && has(TOO_MANY)) return new AppError('vendor_rate_limited', { detail: { status } })
  if (status === 403 && has(API_OFF)) {
    return new AppError('vendor_forbidden', {
      message:
        'The API is not switched on in your Google Cloud project. Enable "Admin SDK API" there, and "Enterprise License Manager API" for licences: APIs & Services > Library.',
      detail: { status, why: 'api not enabled' },
    })
  }
  const isNoProduct =
    host === licensing &&
    ((status === 403 && /^Unauthorized operation for the given domain/i.test(String(error.message))) ||
      (status === 400 && has(new Set(['invalid']))))
  return isNoProduct ? new AppError('vendor_not_found', { detail: { status, why: 'no such product' } }) : null
}

function errorOf(body: unknown): GoogleError | undefined {
  const error = (typeof body === 'object' && body !== null ? (body as { error?: unknown }) : {}).error
  return typeof error === 'object' && error !== null ? error : undefined
}

function listOf(list: unknown): { reason?: unknown }[] {
  return Array.isArray(list)
    ? (list.filter((entry) => typeof entry === 'object' && entry !== null) as { reason?: unknown }[])
    : []
}
