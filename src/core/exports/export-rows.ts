import { ACCOUNT, ACCOUNT_FROM } from '../accounts/accounts.store.ts'
import { MANAGER, PERSON } from '../people/people.store.ts'
import { listPersonFields } from '../people/person-fields.store.ts'
import { PERSON_COLUMNS } from '../people/resolve-people.ts'
import type { Db } from '#db/pool.ts'
import { sql, type Sql } from '#db/sql.ts'
import { stringify } from 'csv-stringify/sync'
import { once } from 'node:events'
import type { Writable } from 'node:stream'

/** Rows fetched at a time: memory stays the same however many there are. */
const BATCH = 1_000

/** Of one batch; the first one may have to sort everybody. */
const STATEMENT_TIMEOUT_MS = 10 * 60_000

type Row = Record<string, unknown>
/** A column of the CSV. */
export type Column = { name: string; value: (row: Row) => unknown }
type Options = { format: 'csv' | 'json'; connectionId: string | undefined; to: Writable }

/** All people by id, as the API shows them; CSV has a column for every field. Returns how many. */
export async function exportPeople(db: Db, { format, connectionId, to }: Options): Promise<number> {
  const loose = (await listPersonFields(db))
    .map(({ name }) => name)
    .filter((name) => !Object.hasOwn(PERSON_COLUMNS, name))
  const columns = [
    ...[
      'id',
      'email',
      'username',
      'displayName',
      'givenName',
      'familyName',
      'role',
      'status',
      'department',
      'title',
      'managerId',
      'location',
      'timezone',
    ].map(plain),
    ...loose.map((name) => ({ name, value: (row: Row) => (row['fields'] as Row)[name] })),
    ...['accountCount', 'createdAt', 'updatedAt'].map(plain),
  ]
  const only =
    connectionId === undefined
      ? sql`true`
      : sql`exists (select from accounts a where a.person_id = p.id and a.connection_id = ${connectionId})`
  return exportRows(db, sql`select ${PERSON} from people p ${MANAGER} where ${only} order by p.id`, columns, format, to)
}

/** All accounts by connection. Returns how many. */
export async function exportAccounts(db: Db, { format, connectionId, to }: Options): Promise<number> {
  const columns = [
    ...[
      'id',
      'appId',
      'connectionId',
      'connectionName',
      'externalId',
      'email',
      'username',
      'displayName',
      'givenName',
      'familyName',
      'status',
      'role',
      'isAdmin',
      'isServiceAccount',
      'isGuest',
      'lastActiveAt',
      'lastActiveGrade',
      'lastActiveSource',
      'createdAt',
      'personId',
    ].map(plain),
    { name: 'licences', value: (row: Row) => (row['licences'] as string[]).join('; ') },
    ...['firstSeenAt', 'missingSince'].map(plain),
  ]
  const only = connectionId === undefined ? sql`true` : sql`a.connection_id = ${connectionId}`
  return exportRows(
    db,
    sql`select ${ACCOUNT} from ${ACCOUNT_FROM} where a.listed and ${only} order by a.connection_id, a.external_id`,
    columns,
    format,
    to,
  )
}

export function plain(name: string): Column {
  return { name, value: (row) => row[name] }
}

/**
 * One snapshot of the database, read through a cursor; the reader waits while the writer's buffer is full. JSON has the
 * rows as they are, CSV the columns. Returns how many.
 *
 * @param open makes of a row as the database has it what may be read.
 */
export function exportRows(
  db: Db,
  query: Sql,
  columns: readonly Column[],
  format: 'csv' | 'json',
  to: Writable,
  open: (row: Row) => Row = (row) => row,
): Promise<number> {
  return db.tx(
    async (tx) => {
      await tx.query(sql`declare rows no scroll cursor for ${query}`)
      const encoder = format === 'csv' ? csvEncoder(columns) : jsonEncoder()
      let count = 0
      for (;;) {
        const rows = await tx.query<Row>(`fetch ${BATCH} from rows`)
        const text = encoder.rows(rows.map(open))
        if (text !== '' && !to.write(text)) await once(to, 'drain')
        count += rows.length
        if (rows.length < BATCH) break
      }
      to.write(encoder.end())
      return count
    },
    { isolation: 'repeatable read', statementTimeoutMs: STATEMENT_TIMEOUT_MS },
  )
}

/** Text of the rows, batch by batch, and what comes after the last one. */
type Encoder = { rows(rows: readonly Row[]): string; end(): string }

/** What begins like a formula gets a mark before it, so that no spreadsheet runs what a vendor sent (S24). */
function csvEncoder(columns: readonly Column[]): Encoder {
  let header = true
  return {
    rows(rows) {
      const text = stringify(
        rows.map((row) => columns.map(({ value }) => cell(value(row)))),
        { header, columns: columns.map(({ name }) => name), escape_formulas: true },
      )
      header = false
      return text
    },
    end: () => '',
  }
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function jsonEncoder(): Encoder {
  let isFirst = true
  return {
    rows(rows) {
      const text = rows.map((row, index) => `${isFirst && index === 0 ? '[\n' : ',\n'}${JSON.stringify(row)}`).join('')
      if (rows.length > 0) isFirst = false
      return text
    },
    end: () => (isFirst ? '[]\n' : '\n]\n'),
  }
}
