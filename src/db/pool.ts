import { Pool, types as pgTypes, type PoolClient } from 'pg'
import type { Log } from '#base/log.ts'
import { answerTimeoutMs, queriesOn, type Queries } from './queries.ts'
import { runTransaction } from './transaction.ts'

declare const transaction: unique symbol

export type TransactionOptions = {
  /**
   * 'off' lets the commit return before it is on disk: a crash of the machine may lose the last third of a second of
   * such transactions, whole and in order, never half of one. For work that is repeated anyway.
   */
  synchronousCommit?: 'off'
  isolation?: 'repeatable read' | 'serializable'
  /** For the few set-based statements that may run longer than the pool's limit. Milliseconds per statement. */
  statementTimeoutMs?: number
}

/** The database: each call may use another connection, or the transaction that a `Tx` stands for. */
export type Db = Queries & {
  /**
   * Runs `fn` in one transaction and commits when it resolves. After a serialisation failure, a deadlock, or a
   * connection lost before the commit was sent, `fn` runs again, at most three more times: it must change nothing
   * outside the database. Inside a `Tx` it is a savepoint, and the outer transaction's options hold.
   */
  tx<T>(fn: (tx: Tx) => Promise<T>, options?: TransactionOptions): Promise<T>
}

/** A running transaction. A function that locks takes a `Tx`, so that it cannot be called where the lock would end at once. */
export type Tx = Db & {
  readonly [transaction]: true
  /** The connection, for COPY and for libraries that want to take part in the transaction. */
  readonly client: PoolClient
}

export type PoolOptions = {
  /** Most connections at once; 10 by default. */
  max?: number
  /** Shown in `pg_stat_activity`. */
  applicationName?: string
  /** Milliseconds after which the server cancels a statement; 25 s by default. 0: never. */
  statementTimeoutMs?: number
  log?: Pick<Log, 'warn'>
}

const STATEMENT_TIMEOUT_MS = 25_000
const IDLE_IN_TRANSACTION_MS = 30_000
const CONNECT_TIMEOUT_MS = 10_000

const INT8 = 20
const INT8_ARRAY = 1016
const DATE = 1082
const DATE_ARRAY = 1182
// Wider than the library's own list of type names, which has no arrays.
const TEXT_ARRAY: number = 1009

/** A bigint as a number; counts, sizes and generations of ours are far below 2^53, so a larger one is a mistake. */
function safeInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError('a bigint from the database is larger than a safe integer')
  return number
}

const asIs = (text: string) => text
const textArray = pgTypes.getTypeParser(TEXT_ARRAY) as (text: string) => (string | null)[]

const PARSERS: Record<number, (text: string) => unknown> = {
  [INT8]: safeInteger,
  [INT8_ARRAY]: (text) => textArray(text).map((item) => (item === null ? null : safeInteger(item))),
  // A date has no zone; as a Date it would be midnight somewhere and move by a day elsewhere.
  [DATE]: asIs,
  [DATE_ARRAY]: textArray,
}

/** Only this pool's reading of values, so that libraries with pools of their own are left alone. */
const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && PARSERS[oid]) || pgTypes.getTypeParser(oid, format)) as typeof pgTypes.getTypeParser,
}

/**
 * Connections to one database. bigint comes as number (one past 2^53 is an error), timestamptz as Date, date as
 * 'YYYY-MM-DD' text, numeric as text. A connection that breaks while idle is logged and replaced, never thrown.
 */
export function openPool(url: string, options: PoolOptions = {}): Pool {
  const { max = 10, applicationName = 'rollcall', statementTimeoutMs = STATEMENT_TIMEOUT_MS, log } = options
  const pool = new Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    types,
    statement_timeout: statementTimeoutMs,
    query_timeout: answerTimeoutMs(statementTimeoutMs),
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  })
  pool.on('error', (error) => log?.warn({ error }, 'An idle database connection was lost.'))
  // A connection that breaks between two statements of a transaction emits 'error' too, and nobody listens there: without
  // this line it would end the process. The next statement reports it.
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Our way of asking, over a pool. */
export function createDb(pool: Pool): Db {
  return {
    ...queriesOn((config) => pool.query(config)),
    tx: (fn, options) => runTransaction(pool, fn, options),
  }
}
