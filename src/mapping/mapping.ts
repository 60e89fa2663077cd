import { z } from 'zod'

/**
 * A connection's mapping as it is stored and as `GET|PUT /connections/{id}/mapping` carry it. The schema knows its form;
 * `checkMapping` knows whether it makes sense. Limits are far above what a form holds: they bound the work per record.
 */

const MAX_TARGETS = 200
const MAX_RULES = 50

/** Longest path or template. */
export const MAX_SOURCE_LENGTH = 1000

const fieldName = z.string().min(1).max(50)
const source = z.string().min(1).max(MAX_SOURCE_LENGTH)
const scalar = z.union([z.string().max(1000), z.number(), z.boolean()])

const Target = z.strictObject({
  /** A person field, or one of `customFields`. */
  field: fieldName,
  /** A path, a template, or a tracking source. */
  source: source.optional(),
  constant: scalar.optional(),
  /** Translates the source's value; `*` stands for every value that is not named, and for none. */
  values: z.record(z.string().max(200), scalar.nullable()).optional(),
  /** Matches records to people (F44). */
  key: z.boolean().optional(),
})

const CustomField = z.strictObject({
  field: fieldName,
  label: z.string().trim().min(1).max(100),
  type: z.enum(['text', 'number', 'boolean', 'date']),
  /** No two people have the same value; only such a field can be a sync key. */
  unique: z.boolean().optional(),
})

const CustomSource = z.strictObject({ name: z.string().trim().min(1).max(100), path: source })

export const FILTER_OPERATORS = [
  'equals',
  'not_equals',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'in',
  'not_in',
  'greater',
  'less',
  'present',
  'absent',
  'is_true',
  'is_false',
] as const

const Rule = z.strictObject({
  path: source,
  op: z.enum(FILTER_OPERATORS),
  value: z
    .union([
      z.string().max(1000),
      z.number(),
      z.boolean(),
      z.array(z.union([z.string().max(1000), z.number()])).max(1000),
    ])
    .optional(),
})

const match = z.enum(['all', 'any'])

// Three levels written out instead of a schema that names itself: enough for any form, bounded, and plain in OpenAPI.
const InnerGroup = z.strictObject({ match, rules: z.array(Rule).max(MAX_RULES) })
const MiddleGroup = z.strictObject({ match, rules: z.array(z.union([Rule, InnerGroup])).max(MAX_RULES) })
export const Filter = z.strictObject({ match, rules: z.array(z.union([Rule, MiddleGroup])).max(MAX_RULES) })

export const Mapping = z.strictObject({
  targets: z.array(Target).max(MAX_TARGETS),
  customFields: z.array(CustomField).max(MAX_TARGETS).optional(),
  sources: z.array(CustomSource).max(MAX_TARGETS).optional(),
  /** Only records that match are taken (F49). */
  filter: Filter.optional(),
})

export type Mapping = z.infer<typeof Mapping>
export type Target = z.infer<typeof Target>
export type CustomField = z.infer<typeof CustomField>
export type FilterRule = z.infer<typeof Rule>
export type FilterOperator = FilterRule['op']

/** A filter of any depth: what the schema lets through, and what other features build by hand. */
export type FilterGroup = { match: 'all' | 'any'; rules: (FilterRule | FilterGroup)[] }
