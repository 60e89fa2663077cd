import { AppError } from '#base/errors.ts'
import type { VendorRefusal } from '#kit/define.ts'
import { missingScopes } from '#kit/scopes.ts'
import { SCOPES } from './scopes.ts'

/**
 * What Okta's refusals say beyond their status: a missing scope is named in a header, without a body; a feature that the
 * company has not bought has an error code of its own.
 */
export function oktaRefusal({ status, headers, body }: VendorRefusal): AppError | null {
  const challenge = headers['www-authenticate'] ?? ''
  if (status === 403 && /error="insufficient_scope"/.test(challenge)) {
    const [, asked = ''] = /scope="([^"]*)"/.exec(challenge) ?? []
    const missing = asked.split(' ').filter((scope) => SCOPES.some(({ id }) => id === scope))
    if (missing.length > 0) return missingScopes('Okta', missing)
  }
  const code = typeof body === 'object' && body !== null ? (body as { errorCode?: unknown }).errorCode : undefined
  return code === 'E0000015' ? new AppError('vendor_plan_required', { detail: { status } }) : null
}
