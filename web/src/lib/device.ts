const BROWSERS = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
] as const

const SYSTEMS = [
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Android', 'Android'],
  ['Windows', 'Windows'],
  ['Mac OS', 'macOS'],
  ['Linux', 'Linux'],
] as const

/** A browser as people call it, out of what it says of itself; null when it says nothing known. */
export function deviceOf(userAgent: string | null): string | null {
  if (userAgent === null) return null
  const known = (names: readonly (readonly [string, string])[]) => names.find(([mark]) => userAgent.includes(mark))?.[1]
  const browser = known(BROWSERS)
  const system = known(SYSTEMS)
  if (browser === undefined) return userAgent.slice(0, 60)
  return system === undefined ? browser : `${browser} · ${system}`
}
