import { AppError, toAppError, type ErrorCode, type FieldProblem } from '#base/errors.ts'

export type ProblemBody = { code: ErrorCode; message: string; requestId: string; fields?: FieldProblem[] }

/** The public side of an error: nothing but the table's text, and which fields are wrong. */
export function problemOf(error: AppError, requestId: string): ProblemBody {
  return {
    code: error.code,
    message: error.message,
    requestId,
    ...(error.fields === undefined ? {} : { fields: error.fields }),
  }
}

// The HTTP framework's own refusals, before a route is reached.
const FRAMEWORK: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_ROUTE_NOT_FOUND: 'not_found',
}

/** PostgreSQL gave up on a statement because it ran past its limit. */
const QUERY_CANCELED = '57014'

/** Any thrown value as one of our errors. What is not understood becomes `internal`, with the original as cause. */
export function errorOf(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const { code, statusCode } = thrown as { code?: unknown; statusCode?: unknown }
  const known = typeof code === 'string' ? FRAMEWORK[code] : undefined
  if (known) return new AppError(known, { cause: thrown })
  if (code === QUERY_CANCELED) return new AppError('query_too_slow', { cause: thrown })
  if (statusCode === 400) {
    return new AppError('invalid_input', {
      cause: thrown,
      fields: [{ path: 'body', message: 'The body is not well-formed JSON, or holds a forbidden key.' }],
    })
  }
  return toAppError(thrown)
}
