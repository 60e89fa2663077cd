import type { FastifyInstance } from 'fastify'
import { docsPage } from './docs-page.ts'
import { describeApi } from './openapi.ts'
import type { Route } from './route.ts'

/** `/api/openapi.json` for programs and `/api/docs` for people; both are made once, from the routes themselves. */
export function addDocs(app: FastifyInstance, routes: readonly Route[], version: string): void {
  const description = describeApi(routes, version)
  const json = JSON.stringify(description)
  const page = docsPage(description)
  app.get('/api/openapi.json', async (_request, reply) => reply.type('application/json; charset=utf-8').send(json))
  app.get('/api/docs', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page))
}
