import { AppError, type FieldProblem } from '#base/errors.ts'
import { z } from 'zod'

type Issue = z.core.$ZodIssue

/** Checks a part of a request. Throws `invalid_input` naming every wrong, missing and unknown field. */
export function checkInput<T>(schema: z.ZodType<T>, value: unknown, whole: 'body' | 'query'): T {
  const unstorable = findUnstorable(value, [])
  if (unstorable) {
    throw new AppError('invalid_input', {
      fields: [{ path: unstorable.join('.') || whole, message: 'This text has a character that cannot be stored.' }],
    })
  }
  const result = schema.safeParse(value, { error: text })
  if (result.success) return result.data
  throw new AppError('invalid_input', { fields: problemsOf(result.error.issues, [], whole) })
}

function text(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type' && issue.input === undefined) return 'This is required.'
  return undefined
}

function problemsOf(issues: readonly Issue[], prefix: readonly PropertyKey[], whole: string): FieldProblem[] {
  return issues.flatMap((issue) => {
    const path = [...prefix, ...issue.path]
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({ path: pathText([...path, key], whole), message: 'There is no such field.' }))
    }
    if (issue.code === 'invalid_union' && issue.errors.length > 0) {
      // Of several forms the one that fits best is the one that was meant.
      const best = issue.errors.reduce((least, errors) => (errors.length < least.length ? errors : least))
      return problemsOf(best, path, whole)
    }
    return [{ path: pathText(path, whole), message: issue.message }]
  })
}

function pathText(path: readonly PropertyKey[], whole: string): string {
  return path.length === 0 ? whole : path.map(String).join('.')
}

/** PostgreSQL's text has no NUL, and its JSON no half of a surrogate pair: refused here, else they are a failed query. */
function findUnstorable(value: unknown, path: readonly string[]): readonly string[] | undefined {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, item] of Object.entries(value)) {
    const found = key.includes('\0') || !key.isWellFormed() ? path : findUnstorable(item, [...path, key])
    if (found) return found
  }
  return undefined
}
