import type { ConnectorDefinition } from '../../lib/api-types.ts'

/** A definition while it is written: some of what the API needs may still be missing. */
export type Draft = Record<string, unknown>

/** What a new definition begins with. */
export const EMPTY_DRAFT: Draft = {
  name: '',
  baseUrl: '',
  auth: [{ method: 'bearer' }],
  accounts: {
    path: '/users',
    paging: { style: 'none' },
    fields: { externalId: 'id' },
    status: { source: 'status', values: { active: 'active' } },
  },
}

type Container = Record<string, unknown> | unknown[]

/** What stands at a place such as `accounts.fields.email` or `auth.0.method`. */
export function at(draft: unknown, place: string): unknown {
  return place.split('.').reduce<unknown>((value, key) => (isContainer(value) ? value[key] : undefined), draft)
}

/** A copy with another value at a place; an undefined one takes the place away. */
export function withValue(draft: Draft, place: string, value: unknown): Draft {
  const [key, ...rest] = place.split('.') as [string, ...string[]]
  return put(draft, key, rest, value) as Draft
}

function put(into: unknown, key: string, rest: string[], value: unknown): Container {
  const copy: Container = Array.isArray(into) ? [...(into as unknown[])] : isContainer(into) ? { ...into } : {}
  const slot = copy as Draft
  if (rest.length > 0) slot[key] = put(slot[key], rest[0]!, rest.slice(1), value)
  else if (value === undefined && !Array.isArray(copy)) delete slot[key]
  else slot[key] = value
  return copy
}

function isContainer(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null
}

/** A single value as text; undefined for anything else. */
export function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

/** As the API takes it: an address that was left empty is each connection's own. */
export function toDefinition(draft: Draft): ConnectorDefinition {
  const baseUrl = (wordOf(draft['baseUrl']) ?? '').trim()
  return { ...draft, baseUrl: baseUrl === '' ? null : baseUrl } as unknown as ConnectorDefinition
}

/** A saved or imported definition, to be written on. */
export function toDraft(definition: object): Draft {
  const draft = definition as Draft
  return { ...draft, baseUrl: draft['baseUrl'] ?? '' }
}

/** `a=1&b=2` of a query or of headers, as it is typed. */
export function parsePairs(text: string): Record<string, string> | undefined {
  const pairs = text
    .split('&')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const equals = pair.indexOf('=')
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]
    })
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs)
}

export function printPairs(pairs: unknown): string {
  return isContainer(pairs)
    ? Object.entries(pairs)
        .map(([name, value]) => `${name}=${String(value)}`)
        .join('&')
    : ''
}

/** In which step a problem of a place is mended. */
export function stepOf(place: string): 'address' | 'lists' | 'fields' | 'save' {
  if (/^(?:baseUrl|auth|headers|probe|credential|hosts|method|rateLimit|concurrency)\b/.test(place)) return 'address'
  if (/^accounts\.(?:fields|status|flags|holds|data)\b/.test(place)) return 'fields'
  return /^(?:accounts|groups|memberships)\b/.test(place) ? 'lists' : place === 'name' ? 'address' : 'save'
}
