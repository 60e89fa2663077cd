import { AppError } from '#base/errors.ts'
import { isId } from '#base/ids.ts'

/** Which page of a list is wanted: `cursor` is the `nextCursor` of the page before, none for the first. */
export type PageRequest = { limit: number; cursor?: string | undefined }

export type Page<Item> = { items: Item[]; nextCursor: string | null }

/** What one part of a cursor must be, so that a made-up cursor is refused here and not by the database (S28). */
export type CursorPart = 'text' | 'text?' | 'id' | 'number'

type Value = string | number | null

/**
 * Cuts a list that was asked for with one row too many, and makes the cursor of the next page from its last row.
 *
 * Lists are read by keyset: "what comes after this row". Unlike an offset it costs the same on every page, and a row
 * that is added or removed meanwhile shifts nothing. A list that is sorted by something else than its id selects that as
 * `sortKey`, exactly as the database sorts by it; it is left out of the items.
 */
export function toPage<Item extends { id: string }>(
  rows: readonly (Item & { sortKey?: string | null })[],
  limit: number,
  keyOf: (row: Item & { sortKey?: string | null }) => readonly Value[] = (row) => [row.id],
): Page<Item> {
  const wanted = rows.slice(0, limit)
  const last = wanted.at(-1)
  return {
    items: wanted.map(withoutSortKey),
    nextCursor: rows.length > limit && last ? encode(keyOf(last)) : null,
  }
}

function withoutSortKey<Item extends object>(row: Item & { sortKey?: string | null }): Item {
  const { sortKey: _sortKey, ...item } = row
  return item as unknown as Item
}

/** The values of a cursor, in the order of `parts`; undefined without a cursor. Throws `invalid_input` for a foreign one. */
export function readCursor(cursor: string | undefined, parts: readonly CursorPart[]): Value[] | undefined {
  if (cursor === undefined) return undefined
  const values = decode(cursor)
  if (!values || values.length !== parts.length || !parts.every((part, index) => fits(part, values[index]))) {
    throw new AppError('invalid_input', {
      fields: [{ path: 'cursor', message: 'This is not a cursor of this list. Begin without one.' }],
    })
  }
  return values as Value[]
}

function encode(values: readonly Value[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

function decode(cursor: string): unknown[] | undefined {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    return Array.isArray(values) ? values : undefined
  } catch {
    return undefined
  }
}

function fits(part: CursorPart, value: unknown): boolean {
  switch (part) {
    case 'id':
      return typeof value === 'string' && isId(value)
    case 'number':
      return typeof value === 'number' && Number.isSafeInteger(value)
    case 'text':
      return isStorable(value)
    case 'text?':
      return value === null || isStorable(value)
  }
}

/** PostgreSQL's text has no NUL. */
function isStorable(value: unknown): boolean {
  return typeof value === 'string' && !value.includes('\0')
}

/** A LIKE pattern that finds `text` anywhere, its wildcards taken literally. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}

/** The key of a list that is sorted by `sortKey`, then by id. */
export function bySortKey(row: { id: string; sortKey?: string | null }): readonly Value[] {
  return [row.sortKey ?? null, row.id]
}
