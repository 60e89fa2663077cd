import { CONVERT, type Scalar } from '#mapping/convert.ts'
import type { FieldType } from '#mapping/fields.ts'
import { compileSource, parseSource, type Source } from '#mapping/source.ts'
import { problem } from '#mapping/path.ts'

/** Reads one value out of a record; what is not there, or is no single value, is undefined. */
export type ReadValue = (record: unknown) => unknown

const note = () => undefined

/** A path or template, parsed. Throws `mapping_invalid`; also for what only a sync knows, such as `$syncTime`. */
export function parseOwnSource(text: string): Exclude<Source, { kind: 'tracking' }> {
  const source = parseSource(text)
  if (source.kind === 'tracking') throw problem(`"${text}" is not part of a record.`)
  return source
}

/** Compiled once, for every record. Nothing of it is code. */
export function readerOf(text: string): ReadValue {
  return compileSource(parseOwnSource(text))
}

/** An optional source as text of one line, or null. */
export function textReader(text: string | undefined): (record: unknown) => string | null {
  if (text === undefined) return () => null
  const read = readerOf(text)
  return (record) => CONVERT.text(read(record), note) as string | null
}

/** A value in the form of its type, or null. */
export function typedReader(text: string, type: FieldType): (record: unknown) => Scalar | null {
  const read = readerOf(text)
  return (record) => CONVERT[type](read(record), note)
}

/** A value as a word to compare: numbers and booleans as they are written, texts without blanks at their ends, in small letters. */
export function wordOf(value: unknown): string | null {
  const word = vendorWord(value)
  return word === null ? null : word.toLowerCase()
}

/** The vendor's own word for something. */
export function vendorWord(value: unknown): string | null {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value)
  if (typeof value !== 'string') return null
  const text = value.trim()
  return text === '' ? null : text
}

/** An id as text: a number that is too large to be exact could be two accounts, so it is none. */
export function idOf(value: unknown): string {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : ''
}
