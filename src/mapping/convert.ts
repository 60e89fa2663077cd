import type { ValueForm } from './fields.ts'

/** Longest text of a person field, in UTF-16 units; longer ones are cut and noted. */
export const MAX_TEXT = 1000

/** What a person field can hold. */
export type Scalar = string | number | boolean

/** Why a value was not taken, or not taken whole. */
export type ValueProblem =
  | 'not_an_email'
  | 'not_a_date'
  | 'not_a_number'
  | 'not_a_boolean'
  | 'too_long'
  | 'not_one_value'
  | 'not_in_table'

/** What a person reads about it; nothing of the value is in the text. */
export const PROBLEM_TEXT: Readonly<Record<ValueProblem, string>> = {
  not_an_email: 'The value is not an e-mail address, so it was left out.',
  not_a_date: 'The value is not a date that can be read without guessing, so it was left out.',
  not_a_number: 'The value is not a number, so it was left out.',
  not_a_boolean: 'The value is neither true nor false, so it was left out.',
  too_long: `The text is longer than ${MAX_TEXT} characters, so its end was cut.`,
  not_one_value: 'The path leads to a list or a group of fields instead of one value, so it was left out.',
  not_in_table: 'The value table has no entry for the value, so it was left out.',
}

/** Told of each problem while a value is converted. */
export type Note = (why: ValueProblem) => void

/** Brings one JSON value into the form of its field; null means that the record has no usable value for it. */
export type Convert = (value: unknown, note: Note) => Scalar | null

// Vendors may send megabytes in one field. Nothing behind this place is looked at, so the work per value is bounded (S22).
const MAX_READ = 10_000

// RFC 5321 §4.5.3.1: 64 for the local part, 255 for the domain, and the @.
const MAX_EMAIL = 320

export const CONVERT: Readonly<Record<ValueForm, Convert>> = {
  text: toText,
  email: toEmail,
  number: toNumber,
  boolean: toBoolean,
  date: toDate,
  day: (value, note) => {
    const date = toDate(value, note)
    // The day as it was written: turned to UTC first, the 1st of March in Berlin would become the last of February.
    if (date === null) return null
    const written = typeof value === 'string' ? value.trim().slice(0, 10) : ''
    return written.includes('-') ? written : date.slice(0, 10)
  },
}

/**
 * A text that PostgreSQL's `jsonb` takes: without NUL and lone surrogates, trimmed, at most `MAX_TEXT` long; null when
 * nothing is left.
 */
export function cleanText(text: string, note: Note): string | null {
  let clean = text.length > MAX_READ ? text.slice(0, MAX_READ) : text
  if (clean.includes('\0')) clean = clean.replaceAll('\0', '')
  clean = clean.trim()
  if (clean.length > MAX_TEXT || text.length > MAX_READ) note('too_long')
  if (clean.length === 0) return null
  if (clean.length > MAX_TEXT) {
    const end = MAX_TEXT - (isHighSurrogate(clean.charCodeAt(MAX_TEXT - 1)) ? 1 : 0)
    clean = clean.slice(0, end).trimEnd()
  }
  return clean.isWellFormed() ? clean : clean.toWellFormed()
}

/**
 * A date as `YYYY-MM-DD`, or an instant as `YYYY-MM-DDTHH:mm:ss.sssZ` in UTC; a date stays a date. Reads ISO 8601
 * (without a zone: UTC) and the seconds or milliseconds since 1970. Everything else, such as `03/04/2026`, could mean
 * two days and is refused.
 */
export function toDate(value: unknown, note: Note): string | null {
  if (value === null || value === undefined) return null
  const date =
    typeof value === 'string' ? textToDate(value) : typeof value === 'number' ? epochToDate(value) : undefined
  if (date === undefined) note(typeof value === 'object' ? 'not_one_value' : 'not_a_date')
  return date ?? null
}

function toText(value: unknown, note: Note): string | null {
  if (typeof value === 'string') return cleanText(value, note)
  if (value === null || value === undefined) return null
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  note('not_one_value')
  return null
}

/** Trimmed, the case as sent: matching folds it, and vendors show it. */
function toEmail(value: unknown, note: Note): string | null {
  const text = toText(value, note)
  if (text === null) return null
  if (looksLikeEmail(text)) return text
  note('not_an_email')
  return null
}

/** One `@` with something before it and a dotted name behind it, nothing that only a display name or a list has. */
export function looksLikeEmail(text: string): boolean {
  return text.length <= MAX_EMAIL && EMAIL.test(text)
}

// The parts exclude the character that ends them, so that no text makes it try twice (S22).
const EMAIL = /^[^\s@"(),:;<>[\]\\]+@[^\s@"(),:;<>[\]\\.]+(?:\.[^\s@"(),:;<>[\]\\.]+)+$/

const NUMBER = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d{1,3})?$/i

function toNumber(value: unknown, note: Note): number | null {
  if (value === null || value === undefined) return null
  let number: number | undefined
  if (typeof value === 'number') number = value
  else if (typeof value === 'string') {
    const text = value.length > 100 ? value : value.trim()
    if (text === '') return null
    if (text.length <= 100 && NUMBER.test(text)) number = Number(text)
  }
  if (number !== undefined && Number.isFinite(number)) return number === 0 ? 0 : number
  note(typeof value === 'object' ? 'not_one_value' : 'not_a_number')
  return null
}

/** `true`, 1, "True", "1" and their opposites. */
export function toBoolean(value: unknown, note: Note): boolean | null {
  if (typeof value === 'boolean') return value
  if (value === null || value === undefined) return null
  if (value === 1) return true
  if (value === 0) return false
  if (typeof value === 'string') {
    const text = value.length > 20 ? value : value.trim().toLowerCase()
    if (text === '') return null
    if (text === 'true' || text === '1') return true
    if (text === 'false' || text === '0') return false
  }
  note(typeof value === 'object' ? 'not_one_value' : 'not_a_boolean')
  return null
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i

/** The date; null for a text that says there is none; undefined for one that is not a date. */
function textToDate(value: string): string | null | undefined {
  if (value.length > 100) return undefined
  const text = value.trim()
  // BambooHR and others write the missing date as zeros.
  if (text === '' || text.startsWith('0000-00-00')) return null
  const parts = ISO.exec(text)
  if (!parts) return /^\d{9,13}$/.test(text) ? epochToDate(Number(text)) : undefined
  const [, year, month, day, hour, minute, second = '00', fraction = '', zone = 'Z'] = parts
  const date = `${year}-${month}-${day}`
  const midnight = new Date(`${date}T00:00:00.000Z`)
  // JavaScript takes the 30th of February for the 1st of March.
  if (year === '0000' || Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== date)
    return undefined
  if (hour === undefined) return date
  const sign =
    zone[0] === '+' || zone[0] === '-' ? `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}` : 'Z'
  const instant = new Date(`${date}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${sign}`)
  return isoInstant(instant)
}

/**
 * Seconds from 100,000,000 (1973) on, milliseconds from 100,000,000,000 on; 0 means never. Smaller numbers are refused:
 * they are more likely a date written as 20260304.
 */
function epochToDate(value: number): string | null | undefined {
  if (value === 0) return null
  if (!(value >= 1e8)) return undefined
  return isoInstant(new Date(value < 1e11 ? value * 1000 : value))
}

/** Undefined for what PostgreSQL and other readers would not take back: no time at all, or a year of five digits. */
function isoInstant(instant: Date): string | undefined {
  if (Number.isNaN(instant.getTime())) return undefined
  const text = instant.toISOString()
  return /^\d{4}-/.test(text) && !text.startsWith('0000') ? text : undefined
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
