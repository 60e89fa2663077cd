import { isAppError } from '#base/errors.ts'
import { parseJson } from '#base/json.ts'
import { isObject } from '#mapping/path-reader.ts'
import { MAX_ROWS, tooManyRows, unreadable, type FileRow, type ReadFile } from './read-file.ts'

/** Reads a JSON list of records; one that stands under a key of an object is found, when it is the only one. */
export function readJsonFile(text: string): Pick<ReadFile, 'columns' | 'rows'> {
  const list = listIn(parsed(text))
  if (list.length > MAX_ROWS) throw tooManyRows()
  if (list.length === 0) throw unreadable('The list in the file is empty.')
  const columns = new Set<string>()
  const rows = list.map((record, at): FileRow => {
    // There are no lines to speak of: the first record is the first.
    const line = at + 1
    if (!isObject(record)) return { line, problem: 'It is no object with named values.' }
    for (const key of Object.keys(record)) columns.add(key)
    return { line, record }
  })
  return { columns: [...columns], rows }
}

function parsed(text: string): unknown {
  try {
    return parseJson({ headers: {}, body: Buffer.from(text) })
  } catch (error) {
    if (!isAppError(error, 'vendor_bad_response')) throw error
    throw unreadable('The file begins like JSON and cannot be read as such. Check it with the program that wrote it.')
  }
}

function listIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[]
  const lists = isObject(value) ? Object.values(value).filter((one) => Array.isArray(one)) : []
  if (lists.length === 1) return lists[0] as unknown[]
  throw unreadable('The file has no list of users: it should be a JSON list, or an object with one list in it.')
}
