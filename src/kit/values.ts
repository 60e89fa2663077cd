import { z } from 'zod'
import type { Context, FieldValue } from './define.ts'

/** What a `map` reads raw values with. Pure, and lenient where a wrong value is worth no lost record. */

/**
 * An id as text. Vendors that send the same id once as a number and once as a text mean the same account; a number too
 * large to be exact is refused, because two of them could look alike.
 */
export const vendorId = z.union([z.string().min(1), z.int().transform(String)])

/** A text that may be null or absent. */
export const optionalText = z.string().nullish()

/** A text with something in it, without surrounding blanks; else null. */
export function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const text = value.trim()
  return text === '' ? null : text
}

/**
 * Given and family name out of one text, for vendors that have no more: the last word is the family name, and a single
 * word a given one.
 */
export function splitName(name: string | null): { givenName: string | null; familyName: string | null } {
  const words = name?.split(/\s+/).filter((word) => word !== '') ?? []
  const familyName = words.length > 1 ? words.pop()! : null
  return { givenName: words.join(' ') || null, familyName }
}

/** The data points that have a value: texts, numbers, booleans. Everything else is left out. */
export function fieldsOf(entries: Readonly<Record<string, unknown>>): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = {}
  for (const name in entries) {
    const value = entries[name]
    if (typeof value === 'string') {
      if (value !== '') fields[name] = value
    } else if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) fields[name] = value
  }
  return fields
}

/** An ISO 8601 instant in UTC from one with any zone; null for all that is no instant. */
export function instantOf(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null
  // The form that nearly every vendor sends needs no second look: who stores it checks it again.
  if (value.length <= 24 && value.endsWith('Z') && value[10] === 'T') return value
  const ms = Date.parse(value)
  return Number.isNaN(ms) ? null : new Date(ms).toISOString()
}

/** `true`, "true", "True"; false for the opposites; null for everything else. */
export function flagOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  if (typeof value !== 'string') return null
  const text = value.trim().toLowerCase()
  return text === 'true' ? true : text === 'false' ? false : null
}

/** One value or none: what a setting's form field holds, as text. */
export function settingText(settings: Context['settings'], name: string): string | null {
  const value = settings[name]
  return value === undefined || value === null ? null : textOf(String(value))
}

/** A setting that lists values with commas between them: trimmed, in small letters. */
export function settingList(settings: Context['settings'], name: string): ReadonlySet<string> {
  const text = settingText(settings, name) ?? ''
  return new Set(
    text
      .split(',')
      .map((item) => item.trim().toLowerCase())
      .filter((item) => item !== ''),
  )
}

/** A whole number above zero; null when the setting is empty or something else. */
export function settingCount(settings: Context['settings'], name: string): number | null {
  const count = Number(settingText(settings, name) ?? Number.NaN)
  return Number.isSafeInteger(count) && count > 0 ? count : null
}

/** Works out what the settings mean once per sync and not once per record. */
export function perSettings<Rules>(make: (settings: Context['settings']) => Rules): (context: Context) => Rules {
  const known = new WeakMap<object, Rules>()
  return ({ settings }) => {
    let rules = known.get(settings)
    if (rules === undefined) {
      rules = make(settings)
      known.set(settings, rules)
    }
    return rules
  }
}
