import type { Clock } from '#base/clock.ts'
import type { ErrorCode } from '#base/errors.ts'
import type { Actor } from '#core/audit/actor.ts'
import type { Permission, Rights } from '#core/users/permissions.ts'
import type { z } from 'zod'
import type { Services } from './services.ts'
import type { Writable } from 'node:stream'

/** What a handler may answer for a schema: as the JSON has it, or with a `Date` where the JSON has an instant. */
export type Answer<Json> = Json extends string
  ? Json | Date
  : Json extends readonly (infer Item)[]
    ? readonly Answer<Item>[]
    : Json extends object
      ? { [Key in keyof Json]: Answer<Json[Key]> }
      : Json

/** One message of an event stream. */
export type ServerEvent<Json> = { event: string; data: Answer<Json> }

/** What a handler gets. `params`, `query` and `body` have passed their schemas. */
export type Context<Params, Query, Body> = Services & {
  params: Params
  query: Query
  body: Body
  /** The bytes of a route with `upload`. */
  file: Buffer | undefined
  actor: Actor
  /** What the sender may do: nobody hands out more than that. */
  rights: Rights
  /** The id of the session that the request came with; a token has none. */
  sessionId: string | undefined
  /** Whether the sender has proved within ten minutes who they are (S7). */
  isFresh: boolean
  clock: Clock
  request: {
    id: string
    /** The client's address: the socket's, or what our own proxy says of it. */
    address: string
    cookie: string | undefined
    userAgent: string | undefined
    /** Aborts when the client goes away. */
    signal: AbortSignal
  }
  /** Adds a Set-Cookie header to the answer, also to a failed one. */
  setCookie: (header: string) => void
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** A file that is written as it is read: memory stays the same however large it is. */
export type FileAnswer = { name: string; write: (to: Writable) => Promise<unknown> }

type Success<Body extends z.ZodType> = {
  status: 200 | 201 | 202 | 204
  /** None for 204. */
  body?: Body
  /** Set for server-sent events: `body` is then the data of each event, and `handle` gives them one by one. */
  events?: true
  /** The media type of a file to be saved: `handle` then gives a `FileAnswer`. */
  file?: string
  description?: string
}

type Definition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, S extends z.ZodType> = {
  method: Method
  /** Below `/api/v1`; parameters in braces. */
  path: `/${string}`
  /** The noun under which the documentation lists it. */
  tag: string
  summary: string
  /**
   * There is no default: an open route says `public`, and one on which every signed-in user acts on nobody but themself
   * says `self`.
   */
  permission: Permission | 'public' | 'self'
  /** Asks for the password or second factor again, unless it was given within ten minutes (S7). */
  stepUp?: true
  /** A path that does not fit is answered as 404: there is nothing under such an id. */
  params?: P
  query?: Q
  body?: B
  /** Takes a file as its body, up to 5 MiB, in place of JSON. */
  upload?: true
  success: Success<S>
  /** What it can answer beside what follows from the other facts (see `possibleErrors`). */
  errors: readonly ErrorCode[]
  handle: (
    context: Context<z.output<P>, z.output<Q>, z.output<B>>,
  ) => Promise<Answer<z.output<S>>> | Promise<FileAnswer> | AsyncIterable<ServerEvent<z.output<S>>>
}

/** A route as the router, the documentation and the tests see it. */
export type Route = Omit<Definition<z.ZodType, z.ZodType, z.ZodType, z.ZodType>, 'handle'> & {
  handle: (context: Context<unknown, unknown, unknown>) => Promise<unknown> | AsyncIterable<ServerEvent<unknown>>
}

/** Keeps schemas and handler tied together while a route is written down. */
export function defineRoute<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  S extends z.ZodType = z.ZodVoid,
>(definition: Definition<P, Q, B, S>): Route {
  return definition as unknown as Route
}

/** Every error code that a route can answer: its own, and those that follow from its permission and input. */
export function possibleErrors(route: Route): ErrorCode[] {
  const codes = new Set<ErrorCode>(route.errors)
  if (route.permission !== 'public') codes.add('unauthenticated').add('forbidden').add('too_many_requests')
  if (route.stepUp) codes.add('step_up_required')
  if (route.method !== 'GET') codes.add('cross_site_request')
  codes.add('invalid_input')
  if (route.body || route.upload) codes.add('request_too_large').add('unsupported_media_type')
  if (route.params) codes.add('not_found')
  codes.add('internal').add('database_unreachable')
  return [...codes]
}
