import { AppError, type ErrorCode } from '#base/errors.ts'
import { retryAfterMs, type Answer } from './retry-after.ts'

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'vendor_unauthorized',
  402: 'vendor_plan_required',
  403: 'vendor_forbidden',
  404: 'vendor_not_found',
  // Too slow a request and too early a one say nothing about the request itself.
  408: 'vendor_unavailable',
  410: 'vendor_not_found',
  425: 'vendor_unavailable',
  429: 'vendor_rate_limited',
  // "Not implemented" and "HTTP version" are about what we asked, and stay so.
  501: 'vendor_bad_request',
  505: 'vendor_bad_request',
}

function codeFor(answer: Answer, wait: number | undefined): ErrorCode {
  const { status } = answer
  // Some vendors throttle with 403; a wait is not what one is told who lacks a permission.
  if (status === 403 && wait !== undefined) return 'vendor_rate_limited'
  const code = BY_STATUS[status]
  if (code) return code
  if (status >= 500) return 'vendor_unavailable'
  if (status >= 400) return 'vendor_bad_request'
  // What is left is a redirect that was not followed, or a success that the caller did not ask for.
  return status >= 300 && status < 400 && status !== 304 ? 'egress_redirect' : 'vendor_bad_response'
}

/**
 * What a status that is not the wanted one means, with the wait that the vendor asked for. The status is in `detail`;
 * nothing that the vendor wrote is.
 */
export function statusError(answer: Answer): AppError {
  const wait = retryAfterMs(answer)
  const code = codeFor(answer, wait)
  const isPassing = code === 'vendor_rate_limited' || code === 'vendor_unavailable'
  return new AppError(code, {
    detail: { status: answer.status },
    ...(isPassing && wait !== undefined ? { retryAfterMs: wait } : {}),
  })
}
