import { AppError } from '#base/errors.ts'
import type { Capability, Scope } from './define.ts'

/**
 * Checks what a vendor says was granted against what the connector cannot do without.
 *
 * @param granted null when the vendor does not tell.
 * @throws `vendor_forbidden` that names the missing scopes. They are our own declared words, so they may be shown.
 */
export function requireScopes(vendor: string, scopes: readonly Scope[], granted: readonly string[] | null): void {
  if (granted === null) return
  const covered = coveredBy(scopes, granted)
  const missing = scopes.filter((scope) => scope.required && !covered.has(scope.id)).map((scope) => scope.id)
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

/** `the scope "users.write" (Suspends people)`: scopes by name with what each is for, to go on in a sentence. */
export function describeScopes(scopes: readonly Scope[], ids: readonly string[]): string {
  const named = ids.map((id) => {
    const scope = scopes.find((declared) => declared.id === id)
    return scope === undefined ? `"${id}"` : `"${id}" (${scope.explains.replace(/\.$/, '')})`
  })
  return `${named.length === 1 ? 'the scope' : 'the scopes'} ${named.join(' and ')}`
}

/** Everything that a grant allows: the granted scopes, and those that they include, at any depth. */
export function coveredBy(scopes: readonly Scope[], granted: Iterable<string>): Set<string> {
  const covered = new Set<string>()
  const open = [...granted]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (covered.has(id)) continue
    covered.add(id)
    open.push(...(scopes.find((scope) => scope.id === id)?.includes ?? []))
  }
  return covered
}

/**
 * The smallest set of scopes for what somebody wants to do: the required ones, and those that serve a wanted capability,
 * without any that another picked one includes anyway. In the connector's order.
 */
export function planScopes(scopes: readonly Scope[], wanted: ReadonlySet<Capability>): string[] {
  let picked = scopes.filter(
    ({ required, serves, alsoServes = serves }) => required || wanted.has(serves) || wanted.has(alsoServes),
  )
  for (const scope of picked) {
    const others = picked.filter((other) => other !== scope)
    const isSpare = coveredBy(
      scopes,
      others.map(({ id }) => id),
    ).has(scope.id)
    if (isSpare && !scope.required) picked = others
  }
  return picked.map(({ id }) => id)
}

export type ScopeChange = {
  /** Asked for, and neither granted nor had before. */
  missing: string[]
  /** Granted before, and not any more. */
  lost: string[]
  /** Granted now, and neither asked for nor granted before: more than there is a use for (S14). */
  beyond: string[]
}

/**
 * What a new grant means beside what was asked for and what was granted before; null when the vendor does not tell, or
 * nothing differs. What a scope includes counts as granted.
 *
 * @param before null when it is not known what was granted before: then nothing can have been lost.
 */
export function compareScopes(
  scopes: readonly Scope[],
  {
    asked,
    before,
    granted,
  }: { asked: readonly string[]; before: readonly string[] | null; granted: readonly string[] | null },
): ScopeChange | null {
  if (granted === null) return null
  const now = coveredBy(scopes, granted)
  const known = coveredBy(scopes, [...asked, ...(before ?? [])])
  const change = {
    missing: asked.filter((id) => !now.has(id) && !(before ?? []).includes(id)),
    lost: (before ?? []).filter((id) => !now.has(id)),
    beyond: granted.filter((id) => !known.has(id)),
  }
  return Object.values(change).some((some) => some.length > 0) ? change : null
}
