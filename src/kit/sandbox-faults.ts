import { gzipSync } from 'node:zlib'
import { viewOf, type Directory, type DirectoryView } from './sandbox-directory.ts'
import type { SandboxRequest, SandboxResponse } from './sandbox.ts'

/** Where a vendor's list responses keep things, so that faults can bend them. */
export type ListShape = {
  /** The records of a list response, to be changed in place; undefined when the body is no list. */
  list: (body: unknown) => unknown[] | undefined
  /** What the vendor calls the id of a record; `id` unless said otherwise. */
  id?: string | ((record: Readonly<Record<string, unknown>>) => string)
  /** The query parameter that says which page is wanted. */
  placeParam: string
  /** Says in a response that there is another page there; undefined for vendors whose pages are addressed. */
  setNext?: (response: SandboxResponse, place: string) => void
  /** Moves the count of the whole list. */
  moveTotal?: (response: SandboxResponse, by: number) => void
}

/** What goes wrong. */
export type Effect =
  /** The response is another one. */
  | { kind: 'status'; status: number; headers?: Readonly<Record<string, string>>; body?: unknown }
  | { kind: 'body'; body: unknown; headers?: Readonly<Record<string, string>> }
  | {
      kind:
        | 'html'
        | 'empty body'
        | 'null'
        | 'truncated json'
        | 'nan'
        | 'utf-16'
        | 'wrong content type'
        | 'duplicate keys'
    }
  /** The vendor answers so, and does nothing: what it refuses has no effect. */
  | { kind: 'instead'; status: number; headers?: Readonly<Record<string, string>>; body?: unknown }
  /** The connection breaks before the vendor has done anything; with `reset` it has. */
  | { kind: 'reset before' }
  /** The connection misbehaves. */
  | { kind: 'hang' | 'reset' | 'huge body' | 'gzip bomb' }
  | { kind: 'drip'; everyMs: number }
  | { kind: 'delay'; ms: number }
  /** The vendor shows fewer people than there are, and believes it: planned for all calls, it knows them by id neither. */
  | { kind: 'empty list' }
  | { kind: 'part of the list'; share: number }
  /** Records are not as they should be. */
  | { kind: 'duplicate ids' | 'missing id' | 'id as number' | 'wrong type' }
  | { kind: 'edit'; run: (body: unknown, request: SandboxRequest) => void }
  /** Pages are not as they should be. */
  | { kind: 'repeat cursor' | 'repeat page' | 'endless cursors' | 'empty page with next' }
  | { kind: 'total off'; by: number }
  /** Something happens at the vendor just before this request is answered: rows that move between pages, for one. */
  | { kind: 'before'; run: (state: Directory) => void }

export type Fault = {
  /** @param nth which call to this path it is, from 1. */
  when: (request: SandboxRequest, nth: number) => boolean
  /** How often it may fire; without end unless said otherwise. */
  times?: number
  do: Effect
}

/** A fault that waits for its calls. `fired` proves that a test met what it is about. */
export type PlannedFault = Fault & { fired: number; cancel: () => void }

/** Fires on the `nth` call to a path. */
export function nthCall(path: string, nth: number): Fault['when'] {
  return (request, count) => request.path === path && count === nth
}

/** Fires on every call to a path. */
export function everyCall(path: string): Fault['when'] {
  return (request) => request.path === path
}

/** What a fault does before the vendor answers: returns the request and the view that it answers from. */
export function bendRequest(
  effect: Effect,
  request: SandboxRequest,
  view: DirectoryView,
  shape: ListShape,
): { request: SandboxRequest; view: DirectoryView } {
  const { kind } = effect
  if (kind === 'empty list') return { request, view: viewOf([], []) }
  if (kind === 'part of the list') {
    return { request, view: viewOf(share(view.users, effect.share), share(view.groups, effect.share)) }
  }
  if (kind !== 'repeat page' && kind !== 'endless cursors') return { request, view }
  const query = new URLSearchParams(request.query)
  query.delete(shape.placeParam)
  return { request: { ...request, query }, view }
}

/** What is answered in the vendor's place, which then does nothing; undefined when the effect leaves the vendor to answer. */
export function answerInstead(effect: Effect): SandboxResponse | undefined {
  if (effect.kind === 'reset before') return { status: 503, body: {} }
  if (effect.kind !== 'instead') return undefined
  return { status: effect.status, headers: effect.headers ?? {}, body: effect.body ?? { message: 'a planned fault' } }
}

/** The response that the vendor's own one is turned into. Faults of the connection are the server's. */
export function bendResponse(
  effect: Effect,
  request: SandboxRequest,
  response: SandboxResponse,
  shape: ListShape,
  nth: number,
): SandboxResponse {
  const { body } = response
  const list = shape.list(body)
  const first = list?.[0] as Record<string, unknown> | undefined
  const id = (typeof shape.id === 'function' ? first && shape.id(first) : shape.id) ?? 'id'
  const raw = (content: string | Buffer, headers: Readonly<Record<string, string>> = {}): SandboxResponse => ({
    ...response,
    status: 200,
    headers: { ...response.headers, ...headers },
    body: content,
  })
  switch (effect.kind) {
    case 'status':
      return {
        status: effect.status,
        headers: effect.headers ?? {},
        body: effect.body ?? { message: 'a planned fault' },
      }
    case 'body':
      return { ...response, status: 200, headers: { ...response.headers, ...effect.headers }, body: effect.body }
    case 'html':
      return raw('<!doctype html><title>Sign in</title><form action="/login"></form>', {
        'content-type': 'text/html; charset=utf-8',
      })
    case 'empty body':
      return raw('')
    case 'null':
      return raw('null')
    case 'truncated json': {
      const text = JSON.stringify(body)
      return raw(text.slice(0, Math.floor(text.length * 0.6)))
    }
    case 'nan':
      return raw(JSON.stringify(body).replace(/^\{/, '{"load":NaN,').replace(/^\[/, '[NaN,'))
    case 'utf-16':
      return raw(Buffer.from(`\uFEFF${JSON.stringify(body)}`, 'utf16le'))
    case 'wrong content type':
      return raw(JSON.stringify(body), { 'content-type': 'text/plain' })
    case 'duplicate keys':
      return raw(
        JSON.stringify(body).replace(/^\{/, '{"twice":1,"twice":2,').replace(/^\[\{/, '[{"twice":1,"twice":2,'),
      )
    case 'gzip bomb':
      return raw(gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20)), { 'content-encoding': 'gzip' })
    case 'duplicate ids':
      if (list && list.length > 1) list[list.length - 1] = { ...(list.at(-1) as object), [id]: first![id] }
      return response
    case 'missing id':
      if (first) list![0] = { ...first, [id]: undefined }
      return response
    case 'id as number':
      if (first) list![0] = { ...first, [id]: 4_711 }
      return response
    case 'wrong type':
      if (first) list![0] = { ...first, [id]: { value: first[id] } }
      return response
    case 'edit':
      effect.run(body, request)
      return response
    case 'repeat cursor':
      shape.setNext?.(response, request.query.get(shape.placeParam) ?? placeOf(0))
      return response
    case 'endless cursors':
      shape.setNext?.(response, placeOf(0, nth))
      return response
    case 'empty page with next':
      list?.splice(0)
      shape.setNext?.(response, placeOf(offsetAt(request.query.get(shape.placeParam)) ?? 0, nth))
      return response
    case 'total off':
      shape.moveTotal?.(response, effect.by)
      return response
    case 'instead':
    case 'reset before':
    case 'hang':
    case 'reset':
    case 'huge body':
    case 'drip':
    case 'delay':
    case 'before':
    case 'empty list':
    case 'part of the list':
    case 'repeat page':
      return response
  }
}

/** An opaque cursor for the record with this number; `salt` makes another one for the same place. */
export function placeOf(offset: number, salt = 0): string {
  return Buffer.from(`${offset}:${salt}`).toString('base64url')
}

/** The place that a cursor means: 0 for none, null for one that was never handed out. */
export function offsetAt(place: string | null): number | null {
  if (place === null || place === '') return 0
  const parts = /^(\d+):\d+$/.exec(Buffer.from(place, 'base64url').toString())
  return parts ? Number(parts[1]) : null
}

/** An even share, the same ones every time. */
function share<Item>(items: readonly Item[], part: number): Item[] {
  return items.filter((_, at) => Math.floor((at + 1) * part) > Math.floor(at * part))
}
