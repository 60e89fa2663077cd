import { AppError, assert, isAppError } from '#base/errors.ts'
import type {
  AnyStream,
  Connector,
  Context,
  FieldValue,
  Query,
  RecordByKind,
  StreamKind,
  VendorClient,
  VendorRequest,
  VendorResponse,
} from './define.ts'
import { detailed, splitDetails, withDetails } from './detail-calls.ts'
import { fillPath } from './fill-path.ts'
import type { PageFacts, Position } from './paginate.ts'
import { badResponse, believedBody } from './read-json.ts'
import { describeScopes } from './scopes.ts'

export type RawPage = { position: Position; response: VendorResponse }

export type ParsedPage = {
  /** The records as the vendor sent them. */
  raws: unknown[]
  count: number
  /** Null on the last page. */
  next: Position | null
  /** All further pages, when this is the first one and they can be addressed. */
  rest: Position[] | undefined
  /** The vendor's own count of the whole list, if it tells one. */
  total: number | null
}

export type ReadRecord =
  | { ok: true; record: RecordByKind[StreamKind] }
  /** `why` names the field and the rule, never the value. */
  | { ok: false; isLeftOut?: false; why: string; externalId: string | null }
  /** It could be read, but the connector leaves such records out. */
  | { ok: false; isLeftOut: true; why: string; externalId: string; name: string | null }

/** One list of one vendor account: the only way in which the engine reads. */
export type StreamReader = {
  readonly name: string
  readonly stream: AnyStream
  readonly partition: number
  readonly parentId: string | undefined
  first(): Position
  /** The positions of all pages but the first, from what the first one told; undefined when they are not known. */
  rest(first: Pick<PageFacts, 'count' | 'total'>): Position[] | undefined
  /** Asks for one page; the client throws AppErrors for all that is not a 2xx. */
  fetch(position: Position, signal?: AbortSignal): Promise<RawPage>
  /**
   * Believes a page or throws: `vendor_bad_response`, the connector's own failures, `vendor_cursor_loop` when the next
   * page would be this one again. Something that is not the list is never an empty list.
   */
  parse(page: RawPage): ParsedPage
  /** Checks and maps one raw record. Never throws: a record that cannot be read is one record. */
  record(raw: unknown): ReadRecord
  /**
   * Reads one record again by id; absent when the stream has no way to.
   *
   * @param email of the account, for a vendor that finds people by address. Nobody can be asked for without one: then the
   *   list, which was read to its end, is all there is to know.
   */
  readOne?(
    externalId: string,
    signal?: AbortSignal,
    email?: string | null,
  ): Promise<{ gone: true } | { gone: false; raw: unknown }>
}

/**
 * Opens one list of a connector.
 *
 * @param options.pageSize how many records to ask for; the stream's own size unless said otherwise.
 * @param options.partition which entry of the stream's `partitions`.
 * @param options.parentId for a stream with `forEach`.
 * @param options.mostDetails asks for the details of so many records only, where the first few of a list are looked at.
 */
export function openReader(
  connector: Connector,
  streamName: string,
  options: {
    client: VendorClient
    context: Context
    pageSize?: number
    partition?: number
    parentId?: string
    mostDetails?: number
  },
): StreamReader {
  const stream = connector.streams[streamName]
  assert(stream, 'the connector has the stream that is read')
  const { client, partition = 0, parentId } = options
  assert((parentId === undefined) === (stream.forEach === undefined), 'a child stream is read for a parent')
  const context: Context = parentId === undefined ? options.context : { ...options.context, parentId }
  const slice = partitionsOf(stream, context)[partition]
  assert(slice !== undefined, 'the partition exists')

  const paging = typeof stream.pages === 'function' ? stream.pages(context) : stream.pages
  const pageSize = options.pageSize ?? paging.pageSize
  const inPath = (part: string) => stream.request.includes(`{${part}}`)
  const outsidePath = (parts: Query): Query =>
    Object.fromEntries(Object.entries(parts).filter(([part]) => !inPath(part)))
  const baseQuery: Query = { ...stream.query?.(context), ...outsidePath(slice ?? {}) }
  const headers = typeof stream.headers === 'function' ? stream.headers(context) : stream.headers
  const first = paging.first(pageSize)
  const targetOf = (place: Query) => splitRequest(stream.request, { ...context.settings, ...slice, ...place, parentId })
  // What cannot stand in a path is met here, before anything is asked.
  targetOf(paging.query(first, pageSize))
  const { detail } = stream
  const idOf = (raw: unknown) => idIn(raw, stream)
  const listOf = (body: object): unknown[] => {
    const list = stream.records(body, context)
    if (!Array.isArray(list)) throw badResponse('no list')
    return list
  }

  const request = async (own: Omit<VendorRequest, 'host' | 'headers'>) => {
    try {
      return await client.request({ host: stream.host, ...(headers === undefined ? {} : { headers }), ...own })
    } catch (error) {
      throw isAppError(error, 'vendor_forbidden') ? namingScopes(connector, streamName, error) : error
    }
  }
  const askDetail = (item: unknown, signal: AbortSignal | undefined): Promise<VendorResponse> | undefined => {
    const where = detail?.(item, context)
    return where ? request({ method: 'GET', ...where, ...withSignal(signal) }) : undefined
  }
  const withSignal = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { signal })

  const reader: StreamReader = {
    name: streamName,
    stream,
    partition,
    parentId,
    first: () => first,
    rest: (facts) => paging.rest?.(first, facts, pageSize),

    async fetch(position, signal) {
      const place = paging.query(position, pageSize)
      const link = paging.link?.(position)
      const asked =
        link !== undefined
          ? { link }
          : stream.json === undefined
            ? { query: { ...baseQuery, ...outsidePath(place) } }
            : { query: baseQuery, json: stream.json(context, outsidePath(place)) }
      const list = await request({ ...targetOf(place), ...asked, ...withSignal(signal) })
      if (detail === undefined) return { position, response: list }
      const items = listOf(believedBody(list, connector.failure))
      const ask = (item: unknown) => askDetail(item, signal)
      const { concurrency } = connector
      return { position, response: await withDetails(list, { items, ask, concurrency, most: options.mostDetails }) }
    },

    parse({ position, response }) {
      const whole = detail === undefined ? undefined : splitDetails(believedBody(response))
      const body = whole?.list ?? believedBody(response, connector.failure)
      const items = listOf(body)
      const raws = whole === undefined ? items : items.map((item, at) => detailed(item, whole.details[at]))
      const count = raws.length
      const total = countOf(stream.total?.(body, response.headers))
      const next = paging.next(position, { body, headers: response.headers, count, total }, pageSize)
      if (next !== null && isSamePlace(next, position)) {
        throw new AppError('vendor_cursor_loop', {
          detail: { stream: streamName, why: 'the next page is the same page' },
        })
      }
      const rest = isSamePlace(position, first) ? reader.rest({ count, total }) : undefined
      return { raws, count, next, rest, total }
    },

    record(raw) {
      const parsed = stream.raw.safeParse(raw)
      if (!parsed.success) return { ok: false, why: describeIssue(parsed.error.issues[0]), externalId: idOf(raw) }
      let record: RecordByKind[StreamKind]
      let leftOut: string | null
      try {
        record = stream.map(parsed.data, context)
        leftOut = stream.skip?.(parsed.data, context) ?? null
      } catch {
        return { ok: false, why: 'The record could not be mapped.', externalId: idOf(raw) }
      }
      const lacking = lackingId(record)
      if (lacking !== undefined) return { ok: false, why: `${lacking}: an id is needed`, externalId: null }
      if (leftOut === null || !('externalId' in record) || record.externalId === undefined) return { ok: true, record }
      const name = 'displayName' in record ? (record.displayName ?? record.email) : null
      return { ok: false, isLeftOut: true, why: leftOut, externalId: record.externalId, name }
    },
  }

  const { one } = stream
  if (one === undefined) return reader
  return {
    ...reader,
    async readOne(externalId, signal, email) {
      if (one.by === 'email' && !email) return { gone: true }
      const single = splitRequest(one.request, { ...context.settings, parentId, id: externalId, email })
      let raw: unknown
      try {
        const response = await request({
          ...single,
          query: { ...one.query?.(externalId, context) },
          ...withSignal(signal),
        })
        raw = one.record(believedBody(response, connector.failure), externalId, context)
        if (detail !== undefined) {
          const more = await askDetail(raw, signal)
          raw = detailed(raw, more && believedBody(more))
        }
      } catch (error) {
        if (isAppError(error, 'vendor_not_found')) return { gone: true }
        throw error
      }
      if (typeof raw !== 'object' || raw === null) throw badResponse('no record')
      return { gone: false, raw }
    },
  }
}

/** The parts in which a list is read; one that asks for nothing in particular where it is not divided. */
export function partitionsOf({ partitions = [{}] }: AnyStream, context: Context): readonly Query[] {
  return typeof partitions === 'function' ? partitions(context) : partitions
}

/** `GET /Groups/{parentId}/members` with its places filled in and encoded. */
function splitRequest(
  template: string,
  values: Readonly<Record<string, FieldValue | undefined>>,
): { method: VendorRequest['method']; path: string } {
  const space = template.indexOf(' ')
  return {
    method: template.slice(0, space) as VendorRequest['method'],
    path: fillPath(template.slice(space + 1), values),
  }
}

/**
 * A vendor that lets a credential read some lists and not this one: its scopes are named, with what they are for. They are
 * our own declared words. An error that says already what is missing, or why, is left as it is.
 */
function namingScopes(connector: Connector, streamName: string, error: AppError): AppError {
  const { scopes } = connector.streams[streamName]!
  if (scopes.length === 0 || error.detail['missing'] !== undefined || error.detail['why'] !== undefined) return error
  return new AppError('vendor_forbidden', {
    message: `${connector.name} does not let this credential read the list "${streamName}". That takes ${describeScopes(connector.scopes, scopes)}, and an account there that may see it.`,
    detail: { ...error.detail, stream: streamName },
    cause: error,
  })
}

function isSamePlace(one: Position, other: Position): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}

function countOf(total: number | null | undefined): number | null {
  return typeof total === 'number' && Number.isSafeInteger(total) && total >= 0 ? total : null
}

/** The id of a record that could not be read, so that its account still counts as seen. */
function idIn(raw: unknown, { id: name = 'id', idOf }: AnyStream): string | null {
  const isThere = typeof raw === 'object' && raw !== null && Object.hasOwn(raw, name)
  const own = isThere ? (raw as Record<string, unknown>)[name] : undefined
  const id = idOf === undefined ? own : idOf(raw)
  if (typeof id === 'string' && id !== '') return id
  return typeof id === 'number' && Number.isSafeInteger(id) ? String(id) : null
}

function lackingId(record: RecordByKind[StreamKind]): string | undefined {
  if ('accountExternalId' in record) {
    if (record.accountExternalId === '') return 'account'
    return 'entitlementExternalId' in record && record.entitlementExternalId === '' ? 'entitlement' : undefined
  }
  return record.externalId === '' ? 'id' : undefined
}

/** zod's own messages name types and rules. They quote a key only where a schema refuses unknown ones, which none of ours does. */
function describeIssue(issue: { path: readonly PropertyKey[]; message: string } | undefined): string {
  if (!issue) return 'The record has another form than expected.'
  const path = issue.path.length === 0 ? 'record' : issue.path.map(String).join('.')
  return `${path.slice(0, 200)}: ${issue.message.slice(0, 200)}`
}
