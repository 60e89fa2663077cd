import { z } from 'zod'

/** An instant in UTC, ISO 8601. */
export const instant = z.iso.datetime()

export const id = z.uuid()

export const FieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()])

export const FieldProblem = z.object({ path: z.string(), message: z.string() }).meta({ id: 'FieldProblem' })

/** RFC 9457 in spirit; `code` is one of docs/errors.md. */
export const Problem = z
  .object({
    code: z.string(),
    message: z.string(),
    requestId: z.string(),
    fields: z.array(FieldProblem).optional(),
  })
  .meta({ id: 'Problem' })

/** A code and its text, as syncs and connections carry them. */
export const Failure = z.object({ code: z.string(), message: z.string() }).meta({ id: 'Failure' })

/** One page of a list. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

/** A list that is always whole. */
export function whole<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item) })
}

export const byId = z.strictObject({ id })

export const search = z.string().trim().max(200).optional()

/** `true` or `false`, as a query writes it. */
export const flag = z.enum(['true', 'false']).transform((value) => value === 'true')

/** The query of a list: its own filters, and where its page begins. */
export function listQuery<Filters extends z.ZodRawShape>(filters: Filters) {
  return z.strictObject({
    ...filters,
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z.string().max(2000).optional(),
  })
}

export const noFilters = listQuery({})

/** Text that a person typed as a name: trimmed, not empty. */
export const nameText = z.string().trim().min(1).max(200)
