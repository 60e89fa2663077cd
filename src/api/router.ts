import { AppError, assert } from '#base/errors.ts'
import type { Actor } from '#core/audit/actor.ts'
import { MAX_BYTES } from '#core/files/read-file.ts'
import { NO_RIGHTS, PERMISSIONS } from '#core/users/permissions.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { PassThrough } from 'node:stream'
import { z } from 'zod'
import { authenticate, type Sender } from './authenticate.ts'
import { checkInput } from './check-input.ts'
import { sendEvents } from './event-stream.ts'
import type { FileAnswer, Route, ServerEvent } from './route.ts'
import { refuseOtherSites } from './same-site.ts'
import type { Services } from './services.ts'

const SEND_THE_FILE = 'Send the file itself as the body, with "Content-Type: application/octet-stream" or "text/csv".'

const NOTHING = z.strictObject({})
const NO_BODY = NOTHING.nullish()

/** Who nobody is, for public routes. */
const NOBODY: Actor = { kind: 'system', id: null, name: 'anonymous', role: 'none' }
const ANONYMOUS: Sender = { actor: NOBODY, rights: NO_RIGHTS, session: undefined, isFresh: false }

export type RouterOptions = {
  services: Services
  publicOrigin: string
  /** Called with what a route is about to answer; tests compare it with the route's schema. */
  onAnswer?: ((route: Route, body: unknown) => void) | undefined
  /** Called with what a route threw; tests compare it with the errors that the route declares. */
  onError?: ((route: Route, error: unknown) => void) | undefined
}

/** Mounts a route: permission first, then the input, then the handler. */
export function mount(app: FastifyInstance, route: Route, options: RouterOptions): void {
  const { services, publicOrigin } = options
  // A route without a policy is none (S1).
  assert(isPolicy(route.permission), `${route.method} ${route.path} says who may use it`)
  app.route({
    method: route.method,
    url: `/api/v1${route.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    config: { route: route.path },
    ...(route.upload ? { bodyLimit: MAX_BYTES } : {}),
    handler: async (request, reply) => {
      try {
        const { actor, ...sender } = await admit(route, request, services, publicOrigin)
        if (route.permission !== 'public') await services.refreshConnectors()
        const from = { address: request.ip, requestId: request.id }
        return await answer(route, request, reply, { ...sender, actor: { ...actor, ...from } }, options)
      } catch (error) {
        options.onError?.(route, error)
        throw error
      }
    },
  })
}

async function admit(route: Route, request: FastifyRequest, services: Services, publicOrigin: string): Promise<Sender> {
  if (request.method !== 'GET' && request.headers.authorization === undefined) {
    refuseOtherSites(request.headers, publicOrigin, route.permission !== 'public')
  }
  if (route.permission === 'public') return ANONYMOUS
  const sender = await authenticate(services, request.headers, request.ip)
  if (!mayUse(route, sender)) throw new AppError('forbidden')
  if (route.stepUp && !sender.isFresh) throw new AppError('step_up_required')
  return sender
}

function isPolicy(permission: string): boolean {
  return permission === 'public' || permission === 'self' || (PERMISSIONS as readonly string[]).includes(permission)
}

function mayUse({ permission }: Route, { rights, session }: Sender): boolean {
  if (permission === 'public') return true
  return permission === 'self' ? session !== undefined : rights.has(permission)
}

async function answer(
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
  { actor, rights, session, isFresh }: Sender,
  options: RouterOptions,
): Promise<unknown> {
  const { services } = options
  const gone = new AbortController()
  // Also after a whole answer, when nobody listens any more.
  reply.raw.once('close', () => gone.abort())
  const result = route.handle({
    ...services,
    actor,
    rights,
    sessionId: session?.id,
    isFresh,
    params: route.params && readParams(route.params, request.params),
    query: checkInput(route.query ?? NOTHING, request.query, 'query'),
    ...readBody(route, request.body ?? undefined),
    request: {
      id: request.id,
      address: request.ip,
      cookie: request.headers.cookie,
      userAgent: request.headers['user-agent'],
      signal: gone.signal,
    },
    setCookie: (header) => void reply.header('set-cookie', header),
  })
  if (route.success.events) {
    const stillAllowed = async () => mayUse(route, await authenticate(services, request.headers, request.ip))
    await sendEvents(reply, result as AsyncIterable<ServerEvent<unknown>>, stillAllowed, (body) =>
      options.onAnswer?.(route, body),
    )
    return reply
  }
  if (route.success.file !== undefined) return sendFile(reply, route.success.file, (await result) as FileAnswer)
  const body = await result
  options.onAnswer?.(route, body)
  reply.code(route.success.status)
  return route.success.status === 204 ? reply.send() : body
}

/** What fails before the first byte is an error like any other; later, the file breaks off, so that nobody takes it for whole. */
function sendFile(reply: FastifyReply, type: string, { name, write }: FileAnswer): FastifyReply {
  const body = new PassThrough()
  write(body).then(
    () => body.end(),
    (error: unknown) => body.destroy(error instanceof Error ? error : new Error('the file could not be written')),
  )
  return reply
    .header('content-type', type)
    .header('content-disposition', `attachment; filename="${name.replaceAll(/[^\w.-]+/g, '-')}"`)
    .header('cache-control', 'no-store')
    .send(body)
}

/** Where a file is wanted there must be one, and nowhere else. Throws `unsupported_media_type` or `invalid_input`. */
function readBody(route: Route, body: unknown): { body: unknown; file: Buffer | undefined } {
  const isFile = Buffer.isBuffer(body)
  if (route.upload && !isFile) throw new AppError('unsupported_media_type', { message: SEND_THE_FILE })
  if (isFile && !route.upload) throw new AppError('unsupported_media_type')
  return Buffer.isBuffer(body)
    ? { body: undefined, file: body }
    : { body: checkInput(route.body ?? NO_BODY, body, 'body'), file: undefined }
}

/** A path that does not fit its schema names nothing, as an unknown id does. */
function readParams(schema: z.ZodType, params: unknown): unknown {
  const result = schema.safeParse(params)
  if (!result.success) throw new AppError('not_found')
  return result.data
}
