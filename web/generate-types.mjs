// Writes src/lib/api-types.ts from docs/openapi.json. With --check it only says whether the file is up to date.
//
// Our own because TypeScript 7 has no JavaScript API, which the usual generators need. It knows the part of JSON Schema
// that our API uses and fails on everything else, so that a new form is noticed instead of becoming `unknown`.
import { readFileSync, writeFileSync } from 'node:fs'

const SOURCE = new URL('../docs/openapi.json', import.meta.url)
const TARGET = new URL('src/lib/api-types.ts', import.meta.url)
const PREFIX = '/api/v1'
const KNOWN = new Set(
  'type properties required additionalProperties propertyNames items enum const anyOf oneOf $ref'.split(' ').concat(
    // Limits and texts: they narrow what is accepted, not the type.
    'description format pattern default minimum maximum minLength maxLength minItems maxItems'.split(' '),
  ),
)

const api = JSON.parse(readFileSync(SOURCE, 'utf8'))

/** The TypeScript type of a schema, as text. */
function typeOf(schema, indent = '') {
  const unknown = Object.keys(schema).filter((key) => !KNOWN.has(key))
  if (unknown.length > 0)
    throw new Error(`generate-types does not know "${unknown.join('", "')}" in ${JSON.stringify(schema)}`)
  if (schema.$ref) return schema.$ref.replace('#/components/schemas/', '')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const forms = schema.anyOf ?? schema.oneOf
  if (forms) return Array.from(new Set(forms.map((one) => typeOf(one, indent)))).join(' | ')
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type }, indent)).join(' | ')
  if (schema.type === 'array') {
    const item = typeOf(schema.items ?? {}, indent)
    return /^\w+$/.test(item) ? `${item}[]` : `(${item})[]`
  }
  if (schema.type === 'object') return objectType(schema, indent)
  return (
    { string: 'string', number: 'number', integer: 'number', boolean: 'boolean', null: 'null' }[schema.type] ??
    'unknown'
  )
}

function objectType(schema, indent) {
  const { properties = {}, required = [], additionalProperties } = schema
  const names = Object.keys(properties)
  if (names.length === 0)
    return `Record<string, ${additionalProperties ? typeOf(additionalProperties, indent) : 'never'}>`
  const lines = names.map((name) => {
    const mark = required.includes(name) ? '' : '?'
    return `${indent}  ${property(name)}${mark}: ${typeOf(properties[name], `${indent}  `)}`
  })
  return `{\n${lines.join('\n')}\n${indent}}`
}

const property = (name) => (/^[a-z_$][\w$]*$/i.test(name) ? name : JSON.stringify(name))

/** `'GET /people': { path, query, body, result }`; what an operation does not have is undefined. */
function operation(method, path, { parameters = [], requestBody, responses }) {
  const of = (place) => {
    const some = parameters.filter((one) => one.in === place)
    if (some.length === 0) return 'undefined'
    return `{ ${some.map(({ name, required, schema }) => `${property(name)}${required ? '' : '?'}: ${typeOf(schema)}`).join('; ')} }`
  }
  const json = requestBody?.content['application/json']
  // What is no JSON is a file.
  const body = requestBody ? (json ? typeOf(json.schema, '    ') : 'Blob') : 'undefined'
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1]
  const [result] = Object.values(success?.content ?? {})
  return [
    `  '${method.toUpperCase()} ${path.slice(PREFIX.length)}': {`,
    `    path: ${of('path')}`,
    `    query: ${of('query')}`,
    `    body: ${body}${requestBody && !requestBody.required ? ' | undefined' : ''}`,
    `    result: ${result ? typeOf(result.schema, '    ') : 'undefined'}`,
    '  }',
  ].join('\n')
}

const types = Object.entries(api.components.schemas).map(
  ([name, schema]) => `export type ${name} = ${typeOf(schema)}\n`,
)
const operations = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, one]) => operation(method, path, one)),
)
const text = `// Made by web/generate-types.mjs from docs/openapi.json. Do not edit.\n\n${types.join('\n')}
/** Every operation under ${PREFIX}, by method and path. */
export type Operations = {\n${operations.join('\n')}\n}\n`

if (!process.argv.includes('--check')) writeFileSync(TARGET, text)
else if (readFileSync(TARGET, 'utf8') !== text) {
  console.error('web/src/lib/api-types.ts is not what docs/openapi.json says. Run: node web/generate-types.mjs')
  process.exitCode = 1
}
