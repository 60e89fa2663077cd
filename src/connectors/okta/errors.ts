import { AppError } from '#base/errors.ts'
import type { VendorRefusal } from '#kit/define.ts'

/**
 * What Okta's refusals say beyond their status: a feature that the company has not bought has an error code of its own. A
 * missing scope is a 403 without a body, which whoever asked for the list tells in words.
 */
export function oktaRefusal({ status, body }: VendorRefusal): AppError | null {
  const code = typeof body === 'object' && body !== null ? (body as { errorCode?: unknown }).errorCode : undefined
  return code === 'E0000015' ? new AppError('vendor_plan_required', { detail: { status } }) : null
}
