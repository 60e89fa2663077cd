import { z } from 'zod'

/**
 * A custom connector as data: what a connector's file says, without a function in it. It is what the builder edits, what is
 * stored with a version, and what a file of it holds. The schema knows its form, `checkDefinition` whether it makes sense.
 *
 * Every value of a record is named by a source: a path or a template in the mapping's own syntax (F47, F48). With a detail
 * call the record has two parts, `list_response_item` and `detail_response` (F64).
 */

export const DEFINITION_FORMAT = 'rollcall-connector/1'

const text = (most: number) => z.string().trim().min(1).max(most)
const source = text(1000).describe('A path into the record, or a template: `profile.email`, `{{first}} {{last}}`.')
const urlPath = z
  .string()
  .trim()
  .max(500)
  .regex(/^\/[^\\?#\s]*$/u, 'Begin with a slash; what stands behind a question mark belongs to the query.')
const url = z
  .string()
  .trim()
  .max(500)
  .regex(/^https?:\/\/[^\s?#@]+$/iu, 'Write the whole address, such as https://api.example.com/v1, without a query.')
const paramName = z
  .string()
  .trim()
  .regex(/^[\w.$[\]-]{1,100}$/u, 'A parameter is made of letters, digits and the signs . _ - $ [ ].')
const headerName = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9-]{1,100}$/u, 'A header is made of letters, digits and dashes.')
const headerValue = z
  .string()
  .max(500)
  .regex(/^[ -~]*$/u, 'A header has plain letters and signs only.')
const pageSize = z.number().int().min(1).max(10_000)
const query = z.record(paramName, z.string().max(500)).optional()
const headers = z.record(headerName, headerValue).optional()

const own = { label: text(100).optional(), help: text(500).optional() }

/** How a connection signs in. Addresses that are left out are asked for with each connection. */
export const DefinitionAuth = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('bearer'), ...own }),
  z.strictObject({ method: z.literal('basic'), ...own }),
  z.strictObject({
    method: z.literal('header'),
    header: headerName.optional(),
    prefix: z.string().max(50).optional(),
    ...own,
  }),
  z.strictObject({ method: z.literal('query'), param: paramName.optional(), ...own }),
  z.strictObject({
    method: z.literal('oauth2'),
    authorizeUrl: url.optional(),
    tokenUrl: url.optional(),
    revokeUrl: url.optional(),
    ...own,
  }),
  z.strictObject({ method: z.literal('client-credentials'), tokenUrl: url.optional(), ...own }),
  z.strictObject({ method: z.literal('service-account'), tokenUrl: url.optional(), ...own }),
  z.strictObject({ method: z.literal('aws'), ...own }),
  z.strictObject({ method: z.literal('session'), loginUrl: url.optional(), ...own }),
  z.strictObject({ method: z.literal('none'), ...own }),
])

/** Where something stands that a page says of itself. */
const InAnswer = z.union([z.strictObject({ path: source }), z.strictObject({ header: headerName })])

const size = { sizeParam: paramName.optional(), pageSize: pageSize.default(100) }

export const DefinitionPaging = z.discriminatedUnion('style', [
  z.strictObject({ style: z.literal('none') }),
  z.strictObject({
    style: z.literal('offset'),
    param: paramName,
    sizeParam: paramName,
    pageSize: pageSize.default(100),
  }),
  z.strictObject({
    style: z.literal('page'),
    param: paramName,
    sizeParam: paramName,
    pageSize: pageSize.default(100),
    first: z.union([z.literal(0), z.literal(1)]).default(1),
  }),
  z.strictObject({ style: z.literal('cursor'), param: paramName, next: InAnswer, ...size }),
  z.strictObject({ style: z.literal('next-link'), next: source, ...size }),
  z.strictObject({ style: z.literal('link-header'), ...size }),
])

const list = {
  path: urlPath,
  query,
  headers,
  /** Where the list is in the answer; none: the answer is the list. */
  records: source.optional(),
  paging: DefinitionPaging,
  /** How many records there are in all, if the vendor says so. */
  total: InAnswer.optional(),
}

const KINDS = ['group', 'role', 'licence'] as const
const kind = z.enum(KINDS).default('group')

const STATUS = z.enum(['active', 'suspended', 'inactive', 'invited', 'unknown'])

const Status = z.union([
  z.strictObject({
    source,
    /** Our word for each of the vendor's, which are compared without regard to case. What is not named is unknown. */
    values: z
      .record(z.string().max(200), STATUS)
      .refine((values) => Object.keys(values).length <= 100, 'At most 100 values.'),
    /** For a record that has none. */
    absent: STATUS.default('unknown'),
  }),
  /** For a vendor that lists only who may sign in. */
  z.strictObject({ always: STATUS.exclude(['unknown']) }),
])

/** True where the value is true, or one of these. */
const Flag = z.strictObject({ source, values: z.array(text(200)).max(50).optional() })

const Detail = z.strictObject({
  /** `/users/{{list_response_item.id}}`: what is filled in is encoded. */
  path: text(1000).regex(/^\//u, 'Begin with a slash.'),
  query: z.record(paramName, text(1000)).optional(),
})

const Accounts = z.strictObject({
  ...list,
  detail: Detail.optional(),
  /** Reads one account again by its id, which stands in the path or the query as `{id}`. */
  one: z
    .strictObject({
      path: urlPath,
      query: z.record(paramName, z.string().max(500)).optional(),
      /** Where the account is in the answer; none: the answer is the account. */
      record: source.optional(),
    })
    .optional(),
  fields: z.strictObject({
    externalId: source,
    email: source.optional(),
    username: source.optional(),
    displayName: source.optional(),
    givenName: source.optional(),
    familyName: source.optional(),
    role: source.optional(),
    lastActiveAt: source.optional(),
    createdAt: source.optional(),
  }),
  status: Status,
  flags: z
    .strictObject({ isAdmin: Flag.optional(), isServiceAccount: Flag.optional(), isGuest: Flag.optional() })
    .default({}),
  /** What an account says that it holds: a list in its record. */
  holds: z
    .array(
      z.strictObject({
        kind,
        list: source,
        /** In an element of the list; none: the element itself is the id. */
        id: source.optional(),
        name: source.optional(),
      }),
    )
    .max(5)
    .default([]),
  /** Further values, kept with the account and offered to the mapping. */
  data: z
    .array(
      z.strictObject({
        name: text(100),
        source,
        type: z.enum(['text', 'number', 'boolean', 'date']).default('text'),
        personal: z.boolean().default(false),
      }),
    )
    .max(50)
    .default([]),
})

const Groups = z.strictObject({
  ...list,
  kind,
  fields: z.strictObject({ externalId: source, name: source, description: source.optional() }),
  /** Where a group's record lists the ids of its members, if it does. */
  members: z.strictObject({ list: source, id: source.optional() }).optional(),
})

const Memberships = z.strictObject({
  ...list,
  /** Read once for each group where the path has `{group}`; else one list says who is in which. */
  path: urlPath,
  kind,
  account: source,
  by: z.enum(['id', 'email']).default('id'),
  /** Where the record names the group; not with `{group}` in the path. */
  group: source.optional(),
})

export const Definition = z.strictObject({
  format: z.literal(DEFINITION_FORMAT).default(DEFINITION_FORMAT),
  name: text(100),
  description: z.string().trim().max(1000).default(''),
  category: text(60).default('Other'),
  /** Whether its people lead the directory, as an SSO's or an HR system's do. */
  isPrimarySource: z.boolean().default(false),
  /** What every path is put behind; null: each connection says its own. */
  baseUrl: url.nullable(),
  auth: z.array(DefinitionAuth).min(1).max(5),
  /** Sent with every request; not for secrets. */
  headers,
  accounts: Accounts,
  groups: Groups.optional(),
  memberships: Memberships.optional(),
  /** Who the credential is, where the vendor tells: it pins the connection to one vendor account. */
  probe: z.strictObject({ path: urlPath, tenantId: source.optional(), tenantName: source.optional() }).optional(),
  concurrency: z.number().int().min(1).max(10).default(4),
  rateLimit: z
    .strictObject({ requests: z.number().int().min(1).max(10_000), perSeconds: z.number().int().min(1).max(3600) })
    .optional(),
})

export type Definition = z.infer<typeof Definition>
export type DefinitionInput = z.input<typeof Definition>
export type DefinitionAuth = z.infer<typeof DefinitionAuth>
export type DefinitionPaging = z.infer<typeof DefinitionPaging>
export type InAnswer = z.infer<typeof InAnswer>
export type DefinitionList = Pick<Definition['accounts'], 'path' | 'query' | 'headers' | 'records' | 'paging' | 'total'>

/** Under which every custom connector's id is: none of ours begins so. */
export const CUSTOM_PREFIX = 'custom-'

export function isCustom(connectorId: string): boolean {
  return connectorId.startsWith(CUSTOM_PREFIX)
}
