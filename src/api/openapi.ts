import { assert, ERRORS, type ErrorCode } from '#base/errors.ts'
import { z } from 'zod'
import { possibleErrors, type Route } from './route.ts'
import { Problem } from './schemas/common.ts'

type Json = Record<string, unknown>

/**
 * The OpenAPI 3.1 description of routes, made from the schemas that check the requests, so that it cannot say anything
 * else than what happens. Schemas with an id become named components.
 */
export function describeApi(routes: readonly Route[], version: string): Json {
  const components: Json = {}
  const schema = (type: z.ZodType, io: 'input' | 'output') => toSchema(type, io, components)
  const problem = schema(Problem, 'output')
  const paths: Record<string, Json> = {}
  for (const route of routes) {
    const path = (paths[`/api/v1${route.path}`] ??= {})
    path[route.method.toLowerCase()] = operation(route, schema, problem)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Rollcall',
      version,
      description:
        'Lists come in pages: pass `nextCursor` as `cursor` until it is null. Every error is a problem with a `code`; the codes are in docs/errors.md.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(components).toSorted(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'An API token.' },
        session: { type: 'apiKey', in: 'cookie', name: 'rollcall_session', description: 'Set by POST /session.' },
      },
    },
  }
}

function operation(route: Route, schema: (type: z.ZodType, io: 'input' | 'output') => Json, problem: Json): Json {
  const parameters = [...parametersOf(route.params, 'path', schema), ...parametersOf(route.query, 'query', schema)]
  const { status, body, events } = route.success
  const optionalBody = route.body?.safeParse(undefined).success ?? false
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: route.summary,
    security: route.permission === 'public' ? [] : [{ token: [] }, { session: [] }],
    'x-permission': route.permission,
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && {
      requestBody: {
        required: !optionalBody,
        content: { 'application/json': { schema: schema(route.body, 'input') } },
      },
    }),
    ...(route.upload && {
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
    }),
    responses: {
      [status]: {
        description: route.success.description ?? SUCCESS_TEXT[status],
        ...(route.success.file !== undefined && {
          content: { [route.success.file]: { schema: { type: 'string' } } },
        }),
        ...(body && {
          content: { [events ? 'text/event-stream' : 'application/json']: { schema: schema(body, 'output') } },
        }),
      },
      ...problemsOf(possibleErrors(route), problem),
    },
  }
}

const SUCCESS_TEXT = { 200: 'Done.', 201: 'Created.', 202: 'Accepted: it goes on in the background.', 204: 'Done.' }

/** One response per status, naming the codes that it can carry. */
function problemsOf(codes: readonly ErrorCode[], problem: Json): Json {
  const byStatus = Map.groupBy(codes, (code) => ERRORS[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, some]) => [
      status,
      {
        description: some.map((code) => `\`${code}\`: ${ERRORS[code].message}`).join('\n\n'),
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  )
}

function parametersOf(
  type: z.ZodType | undefined,
  where: 'path' | 'query',
  schema: (type: z.ZodType, io: 'input' | 'output') => Json,
): Json[] {
  if (!type) return []
  assert(type instanceof z.ZodObject, 'parameters and queries are objects')
  return Object.entries(type.shape as Record<string, z.ZodType>).map(([name, part]) => ({
    name,
    in: where,
    required: where === 'path' || !part.safeParse(undefined).success,
    schema: schema(part, 'input'),
  }))
}

/** `GET /people/{id}/explain` → `getPeopleByIdExplain`: unique because method and path are. */
function operationId(route: Route): string {
  const words = route.path
    .split(/[/-]/)
    .filter(Boolean)
    .map((word) => (word.startsWith('{') ? `By${capital(word.slice(1, -1))}` : capital(word)))
  return route.method.toLowerCase() + words.join('')
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

/** JSON Schema of a type; what has an id goes to the components and leaves a reference. */
function toSchema(type: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const {
    $defs,
    $schema: _dialect,
    ...own
  } = z.toJSONSchema(type, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
    // A format says the same in one word.
    override: ({ jsonSchema }) => void (jsonSchema.format !== undefined && delete jsonSchema.pattern),
  })
  for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, Json>))
    add(name, definition, components)
  const id = own['id']
  if (typeof id !== 'string') return rewrite(own) as Json
  add(id, own, components)
  return { $ref: `#/components/schemas/${id}` }
}

function add(name: string, definition: Json, components: Json): void {
  const { id: _id, ...rest } = rewrite(definition) as Json
  const known = components[name]
  // The same name for two forms would make one of them a lie: a type that is both input and output has two names.
  assert(known === undefined || JSON.stringify(known) === JSON.stringify(rest), `schema ${name} has one form`)
  components[name] = rest
}

function rewrite(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewrite)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === '$ref' && typeof item === 'string' ? item.replace('#/$defs/', '#/components/schemas/') : rewrite(item),
    ]),
  )
}
