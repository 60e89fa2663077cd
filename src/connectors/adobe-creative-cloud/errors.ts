import { AppError, isAppError } from '#base/errors.ts'
import type { VendorClient, VendorRefusal } from '#kit/define.ts'

/** Adobe's way of failing inside a 200: `result` is the key of an error. A page behind the last one is none. */
export function adobeFailure(body: unknown): AppError | null {
  const { result, users, groups } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  if (typeof result !== 'string' || !result.startsWith('error') || users !== undefined || groups !== undefined)
    return null
  if (result.startsWith('error.throttled')) return new AppError('vendor_rate_limited', { detail: { why: 'throttled' } })
  if (result.startsWith('error.internal')) return new AppError('vendor_unavailable', { detail: { why: 'internal' } })
  return new AppError('vendor_bad_response', { detail: { why: 'an error with status 200' } })
}

/** What Adobe's refusals say beyond their status. */
export function adobeRefusal({ status, body }: VendorRefusal): AppError | null {
  const { result, error_code: code } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >
  const detail = { status }
  if (status === 403 && (code === '403000' || result === 'error.apikey.invalid'))
    return new AppError('vendor_forbidden', {
      message:
        'Adobe does not let this project use the User Management API (scope "user_management_sdk"). In the Developer Console, open the project and choose Add API > Adobe Services > User Management API.',
      detail: { ...detail, why: 'api key' },
    })
  if (result === 'error.organization.invalid_id')
    return new AppError('vendor_bad_request', {
      message: 'Adobe does not know this organization ID. Copy it again from the Developer Console.',
      detail: { ...detail, why: 'organisation' },
    })
  if (result === 'error.organization.migrating')
    return new AppError('vendor_unavailable', {
      message: 'Adobe is moving this organisation to another storage and answers nothing meanwhile. Try again later.',
      detail: { ...detail, why: 'migrating' },
    })
  return null
}

/**
 * Says what a refused credential means, as far as can be told: the token endpoint refuses the client, or the retired form;
 * the API refuses a good token for another organisation.
 */
export function explainCredential(error: unknown, fields: VendorClient['fields']): never {
  if (!isAppError(error, 'vendor_unauthorized')) throw error
  const isToken = error.detail['stage'] === 'token'
  throw new AppError('vendor_unauthorized', {
    message: !isToken
      ? 'Adobe knows the client, but does not let it read this organisation. Check the organization ID: it must be the one that the project belongs to.'
      : fields?.['technicalAccountId'] === undefined
        ? 'Adobe refuses this client ID or client secret, or the project has no User Management API. Compare both with the Developer Console.'
        : 'Adobe refuses this Service Account (JWT), a form that it has ended: since 1 March 2026 none works any more. In the Developer Console, add "OAuth Server-to-Server" to the project and use that form here.',
    detail: error.detail,
    cause: error,
  })
}
