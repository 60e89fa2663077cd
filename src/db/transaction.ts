import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool, PoolClient } from 'pg'
import { AppError, assert } from '#base/errors.ts'
import { isConnectionLost, isSerialisationFailure, toDatabaseError } from './errors.ts'
import type { Tx, TransactionOptions } from './pool.ts'
import { answerTimeoutMs, queriesOn } from './queries.ts'

/** Deadlocks between our own writers end at the first retry; three more runs cover a server that restarts (D1, D5). */
const MAX_RETRIES = 3
/** The base of the wait before a retry: 50, 200, 800 ms, each drawn between half and all of it. */
const FIRST_WAIT_MS = 50

function beginText(options: TransactionOptions): string {
  const { isolation, synchronousCommit, statementTimeoutMs } = options
  return [
    isolation === undefined ? 'begin' : `begin isolation level ${isolation}`,
    ...(synchronousCommit === 'off' ? ['set local synchronous_commit = off'] : []),
    ...(statementTimeoutMs === undefined ? [] : [`set local statement_timeout = ${Math.trunc(statementTimeoutMs)}`]),
  ].join('; ')
}

/** A `Tx` on a connection with an open transaction; it refuses to work once `isOpen` says no. */
function createTx(client: PoolClient, options: TransactionOptions, isOpen: () => boolean): Tx {
  const { statementTimeoutMs } = options
  const timeout = statementTimeoutMs === undefined ? {} : { query_timeout: answerTimeoutMs(statementTimeoutMs) }
  let savepoints = 0
  const queries = queriesOn((config) => {
    // Otherwise a forgotten `await` would run inside the next user's transaction.
    assert(isOpen(), 'a transaction is not used after its end')
    return client.query({ ...config, ...timeout })
  })
  const tx = {
    ...queries,
    client,
    async tx<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
      const name = `nested_${++savepoints}`
      await queries.query(`savepoint ${name}`)
      try {
        const result = await fn(tx)
        await queries.query(`release savepoint ${name}`)
        return result
      } catch (thrown) {
        // A lost connection or a deadlock has ended the whole transaction: then the first error is the one to report.
        if (!isConnectionLost(thrown) && !isSerialisationFailure(thrown)) {
          await queries.query(`rollback to savepoint ${name}; release savepoint ${name}`)
        }
        throw thrown
      }
    },
  } as Tx
  return tx
}

type Attempt<T> = { result: T } | { failed: unknown; retry: boolean }

async function attempt<T>(pool: Pool, fn: (tx: Tx) => Promise<T>, options: TransactionOptions): Promise<Attempt<T>> {
  let client: PoolClient
  try {
    client = await pool.connect()
  } catch (thrown) {
    return { failed: toDatabaseError(thrown), retry: isConnectionLost(thrown) }
  }
  let open = true
  let committing = false
  let unusable = false
  try {
    await client.query(beginText(options))
    const result = await fn(createTx(client, options, () => open))
    committing = true
    const { command } = await client.query('commit')
    // PostgreSQL answers ROLLBACK, not an error, to the commit of a transaction in which a statement failed.
    assert(command === 'COMMIT', 'the error of a failed statement is not swallowed inside a transaction')
    return { result }
  } catch (thrown) {
    unusable = isConnectionLost(thrown)
    // Nothing tells whether a commit without an answer happened, so only the caller may decide to run again (D2).
    if (unusable && committing) {
      return {
        failed: new AppError('database_unreachable', { detail: { commit: 'unknown' }, cause: thrown }),
        retry: false,
      }
    }
    if (!unusable && !committing) {
      try {
        await client.query('rollback')
      } catch {
        unusable = true
      }
    }
    return { failed: toDatabaseError(thrown), retry: unusable || isSerialisationFailure(thrown) }
  } finally {
    open = false
    client.release(unusable)
  }
}

/** See `Db.tx`. */
export async function runTransaction<T>(
  pool: Pool,
  fn: (tx: Tx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  for (let retries = 0; ; retries++) {
    const outcome = await attempt(pool, fn, options)
    if ('result' in outcome) return outcome.result
    if (!outcome.retry || retries === MAX_RETRIES) throw outcome.failed
    await sleep(FIRST_WAIT_MS * 4 ** retries * (0.5 + Math.random() / 2))
  }
}
