import { AppError } from '#base/errors.ts'
import type { VendorRefusal } from '#kit/define.ts'

/**
 * What Jira's refusals say beyond their status: a token without the scope is a 401 of the gateway, and a list that took
 * longer than ten seconds a 409. Null for all that the status says as well.
 */
export function jiraRefusal({ status, body }: VendorRefusal): AppError | null {
  if (status === 409) return new AppError('vendor_unavailable', { detail: { status } })
  const { message } = (typeof body === 'object' && body !== null ? body : {}) as { message?: unknown }
  const isScope = status === 401 && typeof message === 'string' && /scope/i.test(message)
  return isScope ? new AppError('vendor_forbidden', { detail: { status } }) : null
}
