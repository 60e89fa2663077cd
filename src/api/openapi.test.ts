import { ERRORS } from '#base/errors.ts'
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { errorsDocument, openApiDocument } from './documents.ts'
import { possibleErrors, type Route } from './route.ts'
import { ROUTES } from './routes.ts'

const document = JSON.parse(openApiDocument()) as {
  paths: Record<
    string,
    Record<string, { operationId: string; responses: Record<string, unknown>; security: unknown[] }>
  >
  components: { schemas: Record<string, unknown> }
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
)
const stored = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), 'utf8')

test('docs/openapi.json is what the routes say; `node src/main/write-docs.ts` writes it', async () => {
  assert.equal(await stored('openapi.json'), openApiDocument())
})

test('docs/errors.md is what the table says; `node src/main/write-docs.ts` writes it', async () => {
  assert.equal(await stored('errors.md'), errorsDocument())
})

test('a route file that is not listed fails here', async () => {
  const folder = new URL('routes/', import.meta.url)
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'))
  for (const file of files) {
    const { default: route } = (await import(new URL(file, folder).href)) as { default: Route }
    assert.ok(ROUTES.includes(route), file)
  }
  assert.equal(files.length, ROUTES.length)
})

test('every route is described, with every status that it can answer', () => {
  assert.equal(operations.length, ROUTES.length)
  for (const route of ROUTES) {
    const operation = document.paths[`/api/v1${route.path}`]?.[route.method.toLowerCase()]
    assert.ok(operation, `${route.method} ${route.path}`)
    const wanted = [route.success.status, ...possibleErrors(route).map((code) => ERRORS[code].status)]
    for (const status of wanted) assert.ok(operation.responses[status], `${route.method} ${route.path} ${status}`)
    assert.equal(operation.security.length > 0, route.permission !== 'public')
  }
})

test('operation ids are unique, and every reference leads somewhere', () => {
  const ids = operations.map(({ operationId }) => operationId)
  assert.equal(new Set(ids).size, ids.length)
  const references = [...openApiDocument().matchAll(/"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1] ?? '')
  assert.ok(references.length > 100)
  for (const name of references) assert.ok(document.components.schemas[name], name)
})

test('parameters in a path are declared', () => {
  for (const { path, method, ...operation } of operations) {
    const declared = ((operation as { parameters?: { name: string; in: string }[] }).parameters ?? [])
      .filter((one) => one.in === 'path')
      .map(({ name }) => name)
    assert.deepEqual(
      declared,
      [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]),
      `${method} ${path}`,
    )
  }
})
