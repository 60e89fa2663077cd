import type { QueryConfig, QueryResult } from 'pg'
import { AppError, assert } from '#base/errors.ts'
import { toDatabaseError } from './errors.ts'
import { Sql } from './sql.ts'

type Value = unknown

/** Plain SQL with `$1` parameters, or an `Sql` piece, which brings its own. */
export type Queries = {
  /** All rows. */
  query<Row extends object>(text: string | Sql, values?: readonly Value[]): Promise<Row[]>
  /** The only row, or undefined; two rows are a mistake in the statement, and throw. */
  one<Row extends object>(text: string | Sql, values?: readonly Value[]): Promise<Row | undefined>
  /** The same as `query`, but planned once per connection under a name: for a statement that runs thousands of times. */
  prepared<Row extends object>(name: string, text: string, values: readonly Value[]): Promise<Row[]>
  /** How many rows the statement wrote. */
  execute(text: string | Sql, values?: readonly Value[]): Promise<number>
}

/** Past the server's own limit the answer is not late, the connection is dead: a half-open one is noticed within 30 s (D3). */
const ANSWER_MARGIN_MS = 5_000

/** How long a client waits for an answer to a statement that the server cancels after `statementTimeoutMs`. */
export function answerTimeoutMs(statementTimeoutMs: number): number {
  return statementTimeoutMs === 0 ? 0 : statementTimeoutMs + ANSWER_MARGIN_MS
}

/** The statement and its values, whichever way they were given. */
function statement(text: string | Sql, values: readonly Value[] | undefined): { text: string; values: Value[] } {
  if (typeof text === 'string') return { text, values: [...(values ?? [])] }
  assert(values === undefined, 'an sql piece brings its own values')
  return { text: text.text, values: [...text.values] }
}

/** The query methods over anything that can run a statement; errors come out as `toDatabaseError` says. */
export function queriesOn(run: (config: QueryConfig) => Promise<QueryResult>): Queries {
  const result = async (text: string | Sql, values: readonly Value[] | undefined) => {
    try {
      return await run(statement(text, values))
    } catch (thrown) {
      throw toDatabaseError(thrown)
    }
  }
  return {
    async query<Row>(text: string | Sql, values?: readonly Value[]) {
      return (await result(text, values)).rows as Row[]
    },
    async prepared<Row>(name: string, text: string, values: readonly Value[]) {
      try {
        return (await run({ name, text, values: [...values] })).rows as Row[]
      } catch (thrown) {
        throw toDatabaseError(thrown)
      }
    },
    async one<Row>(text: string | Sql, values?: readonly Value[]) {
      const { rows } = await result(text, values)
      if (rows.length > 1) throw new AppError('internal', { detail: { invariant: 'one row', rows: rows.length } })
      return rows[0] as Row | undefined
    },
    async execute(text, values) {
      return (await result(text, values)).rowCount ?? 0
    },
  }
}
