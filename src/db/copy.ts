import { finished } from 'node:stream/promises'
import { from as copyFrom } from 'pg-copy-streams'
import { toDatabaseError } from './errors.ts'
import type { Tx } from './pool.ts'

/** What fits into one cell. A jsonb, array or other value comes as its PostgreSQL text. */
export type CopyValue = string | number | boolean | Date | null | undefined

const ESCAPES: Record<string, string> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  // PostgreSQL's text cannot hold it, and vendors send it.
  '\0': '',
}
// oxlint-disable-next-line no-control-regex -- these are the characters that COPY treats specially
const SPECIAL = /[\\\t\n\r\0]/
// oxlint-disable-next-line no-control-regex
const ALL_SPECIAL = /[\\\t\n\r\0]/g

/**
 * One value in COPY's text format (PostgreSQL manual, COPY, "Text Format"): null and undefined as `\N`, a Date as ISO
 * UTC, the character NUL left out.
 */
export function copyCell(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'string') {
    // Nearly every cell is plain: one test is cheaper than a replace that finds nothing.
    return SPECIAL.test(value) ? value.replace(ALL_SPECIAL, (character) => ESCAPES[character] ?? '') : value
  }
  return value instanceof Date ? value.toISOString() : String(value)
}

/** One row, with its line end. */
export function copyLine(values: readonly CopyValue[]): string {
  let line = ''
  for (let index = 0; index < values.length; index++) line += (index === 0 ? '' : '\t') + copyCell(values[index])
  return `${line}\n`
}

/**
 * Loads lines made by `copyLine` into a table, inside the caller's transaction.
 *
 * @param target trusted text: `table (column, column)`.
 * @param chunks whole lines in UTF-8, a few hundred kilobytes together, as they are held in memory.
 * @returns how many rows were loaded.
 */
export async function copyInto(tx: Tx, target: string, chunks: readonly Buffer[]): Promise<number> {
  if (chunks.length === 0) return 0
  const stream = tx.client.query(copyFrom(`copy ${target} from stdin`))
  try {
    for (const chunk of chunks) stream.write(chunk)
    stream.end()
    await finished(stream)
    return stream.rowCount
  } catch (thrown) {
    throw toDatabaseError(thrown)
  }
}
