import { AppError } from '#base/errors.ts'

/** Serialisation failure and deadlock: PostgreSQL rolled back and asks to run the whole transaction again. */
const RETRY_TRANSACTION = new Set(['40001', '40P01'])

/** The server is there but takes no work: shutting down, crashed, starting up, out of connections, or a standby (D4). */
const UNREACHABLE = new Set(['57P01', '57P02', '57P03', '57P05', '53300', '25006', '25P03'])

/** The server answers, but refuses who we say we are or has no such database: waiting does not help. */
const REFUSED = new Set(['28000', '28P01', '3D000'])

const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'EACCES',
])

// What pg throws by itself carries no code, so its texts are all there is (pg 8.23, pg-pool 3).
const PG_LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Client was closed|Cannot use a pool after calling end)/

function codeOf(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null | undefined)?.code
  return typeof code === 'string' ? code : undefined
}

/** The thrown value and what it wraps, outermost first. */
function* chain(thrown: unknown): Generator {
  for (let item = thrown, depth = 0; item !== undefined && item !== null && depth < 10; depth++) {
    yield item
    item = (item as { cause?: unknown }).cause
  }
}

function isLost(thrown: unknown): boolean {
  const code = codeOf(thrown)
  if (code !== undefined && (code.startsWith('08') || UNREACHABLE.has(code) || SOCKET.has(code))) return true
  // A host with two addresses fails with an AggregateError, whose parts have the codes.
  if (thrown instanceof AggregateError) return thrown.errors.some(isLost)
  return thrown instanceof Error && PG_LOST.test(thrown.message)
}

/** Whether the connection is gone or useless, here or in a cause: it must not go back into the pool. */
export function isConnectionLost(thrown: unknown): boolean {
  return [...chain(thrown)].some(isLost)
}

/** Whether PostgreSQL asks to run the transaction again (D5), here or in a cause. */
export function isSerialisationFailure(thrown: unknown): boolean {
  return [...chain(thrown)].some((item) => RETRY_TRANSACTION.has(codeOf(item) ?? ''))
}

/**
 * Which unique constraint or index a write ran into.
 *
 * @returns its name, or undefined when the error is another one.
 */
export function uniqueViolation(thrown: unknown): string | undefined {
  for (const item of chain(thrown)) {
    if (codeOf(item) === '23505') return (item as { constraint?: string }).constraint ?? ''
  }
  return undefined
}

/**
 * Turns what pg threw into what a person can act on: `database_unreachable` or `disk_full`, with the original as cause.
 * Everything else, such as a violated constraint, comes back as it was.
 */
export function toDatabaseError(thrown: unknown): unknown {
  if (thrown instanceof AppError) return thrown
  const code = codeOf(thrown)
  if (code === '53100') return new AppError('disk_full', { cause: thrown })
  if (code !== undefined && REFUSED.has(code)) {
    return new AppError('database_unreachable', {
      message: 'The database refuses the connection. Check user, password and database name in DATABASE_URL.',
      detail: { sqlstate: code },
      cause: thrown,
    })
  }
  if (isLost(thrown)) return new AppError('database_unreachable', { detail: { code }, cause: thrown })
  return thrown
}
