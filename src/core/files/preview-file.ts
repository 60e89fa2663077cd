import { printPath } from '#mapping/path.ts'
import { RECOGNITIONS, normaliseName } from '#mapping/smart-names.ts'
import { findPaths } from '../custom-connectors/look-into.ts'
import { FILE_COLUMNS, type FileColumn } from './file-connector.ts'
import { readFile, type ReadFile } from './read-file.ts'

const SHOWN_ROWS = 5
const SHOWN_PROBLEMS = 50
const LOOKED_AT = 100

export type FilePreview = Pick<ReadFile, 'format' | 'encoding' | 'delimiter'> & {
  /** What can be chosen for a column of an account: as it is called, and its path. */
  columns: { name: string; path: string; example: string | null }[]
  rows: unknown[]
  rowCount: number
  /** Lines that cannot be read, and why; the first ones. */
  problems: { line: number; why: string }[]
  problemCount: number
  /** Which column is what, as far as the names tell. */
  guess: Partial<Record<FileColumn, string>>
}

/** Looks at a file; nothing is stored. Throws what `readFile` throws. */
export async function previewFile(bytes: Buffer): Promise<FilePreview> {
  const { format, encoding, delimiter, columns, rows } = await readFile(bytes)
  const records = rows.flatMap((row) => ('record' in row ? [row.record] : []))
  const bad = rows.flatMap((row) => ('problem' in row ? [{ line: row.line, why: row.problem }] : []))
  const found = findPaths(records.slice(0, LOOKED_AT)).filter(({ type }) => type !== 'list' && type !== 'group')
  const examples = new Map(found.map(({ path, example }) => [path, example]))
  const offered =
    format === 'csv'
      ? columns.map((name) => {
          const path = printPath([{ kind: 'name', name }])
          return { name, path, example: examples.get(path) ?? null }
        })
      : found.map(({ path, example }) => ({ name: path, path, example }))
  return {
    format,
    encoding,
    delimiter,
    columns: offered,
    rows: records.slice(0, SHOWN_ROWS),
    rowCount: records.length,
    problems: bad.slice(0, SHOWN_PROBLEMS),
    problemCount: bad.length,
    guess: guessColumns(offered),
  }
}

/** Names that a column of a file has, beside those by which a mapping is recognised. */
const NAMES: Readonly<Record<FileColumn, readonly string[]>> = {
  idColumn: ['externalid', 'id', 'userid', 'accountid', 'uid'],
  emailColumn: ['eemail', 'emailaddress', ...RECOGNITIONS['email']!.names],
  usernameColumn: RECOGNITIONS['username']!.names.filter((name) => name !== 'name'),
  nameColumn: RECOGNITIONS['displayName']!.names,
  givenColumn: RECOGNITIONS['givenName']!.names,
  familyColumn: RECOGNITIONS['familyName']!.names,
  statusColumn: ['status', 'state', 'accountstatus', 'userstatus', 'active', 'enabled', 'isactive'],
  roleColumn: ['role', 'roles', 'usertype', 'accountrole'],
  lastActiveColumn: ['lastactiveat', 'lastactive', 'lastlogin', 'lastsignin', 'lastseen', 'lastactivity'],
}

function guessColumns(columns: FilePreview['columns']): FilePreview['guess'] {
  const named = columns.map(({ name, path }) => ({ name: normaliseName(name), path }))
  return Object.fromEntries(
    FILE_COLUMNS.flatMap((column) => {
      for (const wanted of NAMES[column]) {
        const found = named.find(({ name }) => name === normaliseName(wanted))
        if (found) return [[column, found.path]]
      }
      return []
    }),
  )
}
