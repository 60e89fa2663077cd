import { parse, type CsvError, type Info } from 'csv-parse'
import { MAX_ROWS, tooManyRows, unreadable, type FileRow, type ReadFile } from './read-file.ts'

const DELIMITERS = [',', ';', '\t', '|'] as const

/** A line longer than this is no line of a table. */
const MAX_LINE = 200_000

/** Chunks handed to the parser, so that a file of too many rows is given up long before its end. */
const CHUNK = 64 * 1024

/**
 * Reads a CSV (RFC 4180, and what programs write in its name): the first line names the columns, a row with another
 * number of values is a bad row. What our own export has marked against formulas gets its value back (S24).
 */
export async function readCsv(text: string): Promise<Pick<ReadFile, 'delimiter' | 'columns' | 'rows'>> {
  const delimiter = delimiterOf(text)
  const rows: FileRow[] = []
  let columns: string[] | undefined
  const parser = parse({
    delimiter,
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: MAX_LINE,
  })
  parser.on('skip', (error: CsvError) => {
    rows.push({ line: Number(error['lines'] ?? 0), problem: problemOf(error) })
  })
  const feed = async () => {
    for (let at = 0; at < text.length && !parser.destroyed; at += CHUNK)
      if (!parser.write(text.slice(at, at + CHUNK)))
        await new Promise((resolve) => parser.once('drain', resolve).once('close', resolve))
    parser.end()
  }
  void feed()
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      if (columns === undefined) {
        columns = headerOf(record)
        continue
      }
      if (record.every((value) => value.trim() === '')) continue
      if (rows.length >= MAX_ROWS) throw tooManyRows()
      rows.push(rowOf(columns, record, info.lines))
    }
  } finally {
    parser.destroy()
  }
  if (columns === undefined || rows.length === 0)
    throw unreadable('The file has no rows below its first line, which names the columns.')
  return { delimiter, columns, rows: rows.toSorted((one, other) => one.line - other.line) }
}

/** The one that parts the first line best, quoted parts left out. */
function delimiterOf(text: string): string {
  const line = /^[^\r\n]*/.exec(text.trimStart())![0].replaceAll(/"[^"]*"/g, '')
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!
}

/** Throws `file_unreadable` for a header in which two columns have one name. */
function headerOf(record: readonly string[]): string[] {
  const columns = record.map((name, at) => {
    const trimmed = name.trim()
    return trimmed === '' ? `Column ${at + 1}` : trimmed.slice(0, 100)
  })
  const twice = columns.find((name, at) => columns.indexOf(name) !== at)
  if (twice !== undefined)
    throw unreadable('The first line names two columns alike. Give each column a name of its own.')
  if (columns.some((name) => name in Object.prototype))
    throw unreadable('The first line has a name that no column can have, such as "constructor". Rename the column.')
  return columns
}

function rowOf(columns: readonly string[], record: readonly string[], line: number): FileRow {
  if (record.length !== columns.length) {
    const has = `It has ${record.length} ${record.length === 1 ? 'value' : 'values'}, and the first line names ${columns.length} columns.`
    return { line, problem: has }
  }
  return { line, record: Object.fromEntries(columns.map((name, at) => [name, restored(record[at]!)])) }
}

/** Before these, csv-stringify puts a mark, so that no spreadsheet takes a value for a formula. */
const MARKED = /^'(?=[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/u

function restored(value: string): string {
  return value.replace(MARKED, '')
}

const PROBLEMS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'A quote is opened and not closed.',
  CSV_INVALID_CLOSING_QUOTE: 'A quote stands where none can. Write a quote inside a value twice.',
  INVALID_OPENING_QUOTE: 'A quote stands where none can. Write a quote inside a value twice.',
  CSV_MAX_RECORD_SIZE: 'It is longer than a line of a table can be.',
}

function problemOf({ code }: CsvError): string {
  return PROBLEMS[code] ?? 'It cannot be read as a line of a table.'
}
