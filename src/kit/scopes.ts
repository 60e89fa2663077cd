import { AppError } from '#base/errors.ts'
import type { Scope } from './define.ts'

/**
 * Checks what a vendor says was granted against what the connector cannot do without.
 *
 * @param granted null when the vendor does not tell.
 * @throws `vendor_forbidden` that names the missing scopes. They are our own declared words, so they may be shown.
 */
export function requireScopes(vendor: string, scopes: readonly Scope[], granted: readonly string[] | null): void {
  if (granted === null) return
  const missing = scopes.filter((scope) => scope.required && !granted.includes(scope.id)).map((scope) => scope.id)
  if (missing.length > 0) throw missingScopes(vendor, missing)
}

/** @param missing scopes that the connector declares: never a vendor's own text. */
export function missingScopes(vendor: string, missing: readonly string[]): AppError {
  const what = missing.length === 1 ? 'the scope' : 'the scopes'
  return new AppError('vendor_forbidden', {
    message: `${vendor} says that the credential lacks ${what} ${missing.map((scope) => `"${scope}"`).join(', ')}. Add it there, authorise again and replace the credential.`,
    detail: { missing: missing.join(' ') },
  })
}
