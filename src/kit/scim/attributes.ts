/**
 * SCIM attribute names are case-insensitive (RFC 7643 §2.1). Everything else here reads the names as the RFC writes
 * them, so resources of servers that write them otherwise are renamed on arrival, and all others are left as they are.
 */

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const NAMES = [
  'schemas id externalId meta resourceType created lastModified version location',
  'userName name formatted familyName givenName middleName displayName nickName profileUrl',
  'title userType preferredLanguage locale timezone active emails phoneNumbers addresses',
  'groups roles entitlements members value display type primary $ref',
  'employeeNumber costCenter organization division department manager',
  `totalResults itemsPerPage startIndex nextCursor Resources ${ENTERPRISE}`,
].flatMap((line) => line.split(' '))
const CANONICAL: ReadonlyMap<string, string> = new Map(NAMES.map((name) => [name.toLowerCase(), name]))
const KNOWN: ReadonlySet<string> = new Set(NAMES)

/** One attribute of an object, its name in the RFC's spelling; undefined when nothing like it is there. */
export function attribute(resource: unknown, name: string): unknown {
  if (typeof resource !== 'object' || resource === null) return undefined
  if (Object.hasOwn(resource, name)) return (resource as Record<string, unknown>)[name]
  const folded = name.toLowerCase()
  const key = Object.keys(resource).find((key) => key.toLowerCase() === folded)
  return key === undefined ? undefined : (resource as Record<string, unknown>)[key]
}

/**
 * A resource with its known attributes in the RFC's spelling, at every depth.
 *
 * @param expected attributes that nearly every resource of its kind has. Only where one of them is not there is the
 *   rest looked at, so that servers with the usual spelling pay next to nothing.
 */
export function canonicalResource(resource: unknown, expected: readonly string[]): unknown {
  if (typeof resource !== 'object' || resource === null || Array.isArray(resource)) return resource
  for (const name of expected) {
    if ((resource as Record<string, unknown>)[name] === undefined)
      return hasOddSpelling(resource) ? renamed(resource) : resource
  }
  return resource
}

function hasOddSpelling(resource: object): boolean {
  for (const key of Object.keys(resource)) if (!KNOWN.has(key) && CANONICAL.has(key.toLowerCase())) return true
  return false
}

function renamed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(renamed)
  const result: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value)) {
    const name = CANONICAL.get(key.toLowerCase()) ?? key
    // The right spelling wins over an odd one beside it.
    if (name === key || !Object.hasOwn(value, name)) result[name] = renamed(item)
  }
  return result
}
