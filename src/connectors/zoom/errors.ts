import { AppError } from '#base/errors.ts'
import type { VendorRefusal } from '#kit/define.ts'

/** A missing scope is a 400 with one of these. */
const NO_SCOPE = new Set([4700, 4711])
/** "No permission", and with other words "only for paid accounts". */
const NO_PERMISSION = 200

/** What Zoom's own error codes say beyond the status, which is mostly 400. Null for all that the status says as well. */
export function zoomRefusal({ status, body }: VendorRefusal): AppError | null {
  const { code, message } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  if (typeof code !== 'number') return null
  const detail = { status, code }
  if (NO_SCOPE.has(code)) return new AppError('vendor_forbidden', { detail })
  if (code === NO_PERMISSION) {
    const isPlan = typeof message === 'string' && /\bpaid\b/i.test(message)
    return new AppError(isPlan ? 'vendor_plan_required' : 'vendor_forbidden', { detail })
  }
  return code === 1001 ? new AppError('vendor_not_found', { detail }) : null
}
