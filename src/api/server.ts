import type { Log } from '#base/log.ts'
import { newId } from '#base/ids.ts'
import { fastify, type FastifyInstance, type FastifyReply } from 'fastify'
import type { Socket } from 'node:net'
import { addDocs } from './docs.ts'
import { API_VERSION } from './documents.ts'
import { addHealth, type Readiness } from './health.ts'
import { addConnectCallback } from './connect-callback.ts'
import { countRequests, type Metrics } from './metrics.ts'
import { errorOf, problemOf } from './problem.ts'
import type { Route } from './route.ts'
import { mount, type RouterOptions } from './router.ts'
import { ROUTES } from './routes.ts'
import { securityHeaders } from './security-headers.ts'
import type { Services } from './services.ts'
import { addWeb } from './web.ts'

export type ServerOptions = Pick<RouterOptions, 'onAnswer' | 'onError'> & {
  services: Services
  /** Where people reach Rollcall, without a path. */
  publicUrl: string
  readiness: Readiness
  metrics: Metrics
  /** The folder of the built pages; without it only the API is served. */
  webRoot?: string | undefined
  routes?: readonly Route[]
}

/** Largest JSON body: a mapping with all its value tables is far below. */
const MAX_BODY_BYTES = 1024 * 1024

/** How a file is sent; which one it is, its bytes say. */
const UPLOADS = ['application/octet-stream', 'text/csv']

/** The HTTP server: API, documentation, health, figures and pages. Not yet listening. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { services, publicUrl, routes = ROUTES } = options
  const publicOrigin = new URL(publicUrl).origin
  const headers = securityHeaders(publicOrigin)
  const app = fastify({
    logger: false,
    genReqId: () => newId(),
    bodyLimit: MAX_BODY_BYTES,
    // A request must arrive whole within this; answers may take as long as they need.
    requestTimeout: 30_000,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // Anyone can write a forwarding header, so it is believed from a proxy of ours alone. There is one if people come
    // by https, which this server does not speak; without it the address is the socket's.
    trustProxy: publicOrigin.startsWith('https:') ? ['loopback', 'uniquelocal'] : false,
    clientErrorHandler: refuseMalformed,
    // Comes before any hook, so it sets the headers itself.
    frameworkErrors: (error, request, reply) => {
      reply.headers({ ...headers, 'x-request-id': request.id })
      void sendProblem(error, request, reply, services.log)
    },
  })

  app.removeAllContentTypeParsers()
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parseJson(request, body as string, done),
  )
  app.addContentTypeParser(UPLOADS, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...headers, 'x-request-id': request.id })
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
  countRequests(app, options.metrics)
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, services.log))

  for (const route of routes) mount(app, route, { ...options, publicOrigin })
  addConnectCallback(app, services)
  addDocs(app, routes, API_VERSION)
  addHealth(app, options.readiness, options.metrics)
  await addWeb(app, options.webRoot)
  return app
}

async function sendProblem(
  thrown: unknown,
  request: { id: string; method: string; routeOptions?: { url?: string | undefined } },
  reply: FastifyReply,
  log: Log,
): Promise<void> {
  const error = errorOf(thrown)
  if (error.status >= 500) {
    const route = request.routeOptions?.url
    log.error({ requestId: request.id, method: request.method, route, error }, 'A request failed.')
  }
  if (error.retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000))
  if (error.code === 'unauthenticated') void reply.header('www-authenticate', 'Bearer')
  await reply
    .code(error.status)
    .type('application/problem+json')
    .send(JSON.stringify(problemOf(error, request.id)))
}

/** What is not even HTTP gets the shortest answer that is. */
function refuseMalformed(_error: Error, socket: Socket): void {
  if (socket.writable) {
    const body = JSON.stringify({
      code: 'invalid_input',
      message: 'This is not a readable HTTP request.',
      requestId: newId(),
    })
    socket.write(
      `HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    )
  }
  socket.destroySoon()
}
