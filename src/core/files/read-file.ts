import { isUtf8 } from 'node:buffer'
import { AppError } from '#base/errors.ts'
import { readCsv } from './read-csv.ts'
import { readJsonFile } from './read-json-file.ts'

/** As many rows, and as many bytes, as one upload may have (S33). */
export const MAX_ROWS = 50_000
export const MAX_BYTES = 5 * 1024 * 1024

/** One record of a file: what the mapping reads, or why it cannot be read. */
export type FileRow = { line: number; record: Record<string, unknown> } | { line: number; problem: string }

export type ReadFile = {
  format: 'csv' | 'json'
  encoding: 'utf-8' | 'utf-16' | 'windows-1252'
  /** Of a CSV. */
  delimiter: string | null
  /** Of a CSV: its header; of JSON: the keys of its records. */
  columns: string[]
  rows: FileRow[]
}

/**
 * Reads a file of users: CSV in the usual encodings and with the usual delimiters, or a JSON list. Throws
 * `unsupported_media_type` for what is neither, `request_too_large` beyond the limits, `file_unreadable` for one without a
 * header or records; each says what to do. A row that cannot be read is one row.
 */
export async function readFile(bytes: Buffer): Promise<ReadFile> {
  if (bytes.length > MAX_BYTES)
    throw new AppError('request_too_large', {
      message: 'The file is larger than 5 MB. Split it, or take columns away that nothing needs.',
    })
  requireText(bytes)
  const { text, encoding } = decode(bytes)
  if (text.trim() === '') throw unreadable('The file is empty.')
  const first = text.trimStart()[0]
  if (first === '[' || first === '{') return { format: 'json', encoding, delimiter: null, ...readJsonFile(text) }
  return { format: 'csv', encoding, ...(await readCsv(text)) }
}

export function unreadable(message: string): AppError {
  return new AppError('file_unreadable', { message })
}

export function tooManyRows(): AppError {
  return new AppError('request_too_large', {
    message: `The file has more than ${MAX_ROWS.toLocaleString('en')} rows. Split it into several connections, such as one per company.`,
  })
}

/** What other programs write by default, by its first bytes. */
const OTHERS: readonly [signature: string, what: string][] = [
  ['504b0304', 'This is a spreadsheet or a ZIP archive. Open it, choose "Save as", and take CSV UTF-8.'],
  ['d0cf11e0', 'This is an old Excel file. Open it, choose "Save as", and take CSV UTF-8.'],
  ['25504446', 'This is a PDF. Export the list as CSV instead.'],
  ['1f8b', 'This file is compressed. Unpack it first.'],
]

function requireText(bytes: Buffer): void {
  const start = bytes.subarray(0, 4).toString('hex')
  const other = OTHERS.find(([signature]) => start.startsWith(signature))
  if (other) throw new AppError('unsupported_media_type', { message: other[1] })
}

function decode(bytes: Buffer): { text: string; encoding: ReadFile['encoding'] } {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return { text: decodeAs('utf-16le', bytes), encoding: 'utf-16' }
  if (first === 0xfe && second === 0xff) return { text: decodeAs('utf-16be', bytes), encoding: 'utf-16' }
  if (bytes.includes(0))
    throw new AppError('unsupported_media_type', { message: 'This is no text file. Upload CSV or JSON.' })
  if (isUtf8(bytes)) return { text: decodeAs('utf-8', bytes), encoding: 'utf-8' }
  // What spreadsheets in western Europe write where they are not told otherwise.
  return { text: decodeAs('windows-1252', bytes), encoding: 'windows-1252' }
}

/** Without the mark in front, which is no part of the text. */
function decodeAs(encoding: string, bytes: Buffer): string {
  return new TextDecoder(encoding).decode(bytes).replaceAll('\0', '')
}
