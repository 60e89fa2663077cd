import { AppError, isAppError } from '#base/errors.ts'
import {
  isFactKind,
  type Connector,
  type Context,
  type RecordByKind,
  type StreamKind,
  type VendorClient,
} from '#kit/define.ts'
import { firstDay, splitWindow, type FactWindow } from '#kit/fact-window.ts'
import type { Position } from '#kit/paginate.ts'
import { openReader, partitionsOf, type StreamReader } from '#kit/reader.ts'

export type ReadAll = { raws: unknown[]; records: RecordByKind[StreamKind][]; pages: number; total: number | null }

/** No list of a test is longer; one that is does not end. */
const MAX_PAGES = 10_000

/** Reads a list to its last page, one page after the other. A record that cannot be read fails the test. */
export async function readAll(reader: StreamReader): Promise<ReadAll> {
  const all: ReadAll = { raws: [], records: [], pages: 0, total: null }
  for (let place: Position | null = reader.first(); place !== null;) {
    const page = reader.parse(await reader.fetch(place))
    take(reader, page.raws, all)
    all.total = page.total ?? all.total
    place = page.next
    if (++all.pages > MAX_PAGES) throw new AppError('vendor_cursor_loop')
  }
  return all
}

/**
 * The windows in which a fact stream is read, as the engine asks for them; undefined for all other lists.
 *
 * @param since the whole of what the vendor keeps unless said otherwise.
 */
export function factWindows(connector: Connector, name: string, since?: Date): FactWindow[] | undefined {
  const { kind, history } = connector.streams[name]!
  if (!isFactKind(kind)) return undefined
  const now = new Date()
  return splitWindow(history!, since ?? firstDay(history!, now), now)
}

/** What a list is opened with: a fact stream for its newest window. */
export function listContext(connector: Connector, name: string, context: Context): Context {
  const window = factWindows(connector, name)?.at(-1)
  return window === undefined ? context : { ...context, window }
}

/** A whole list of a vendor account, each of its parts in turn, as the engine reads it. */
export async function readList(
  connector: Connector,
  name: string,
  options: { client: VendorClient; context: Context; pageSize?: number; since?: Date },
): Promise<ReadAll> {
  const { since, ...rest } = options
  const stream = connector.streams[name]!
  const all: ReadAll = { raws: [], records: [], pages: 0, total: null }
  const windows = factWindows(connector, name, since)
  if (windows !== undefined) {
    for (const window of windows) {
      const part = await readAll(openReader(connector, name, { ...rest, context: { ...rest.context, window } }))
      all.raws.push(...part.raws)
      all.records.push(...part.records)
      all.pages += part.pages
    }
    return all
  }
  for (const partition of partitionsOf(stream, options.context).keys()) {
    try {
      const part = await readAll(openReader(connector, name, { ...rest, partition }))
      all.raws.push(...part.raws)
      all.records.push(...part.records)
      all.pages += part.pages
      if (part.total !== null) all.total = (all.total ?? 0) + part.total
    } catch (error) {
      const canBeNone = stream.kind === 'memberships' && stream.partitions !== undefined
      if (!canBeNone || !isAppError(error, 'vendor_not_found')) throw error
    }
  }
  return all
}

/** Reads an addressable list as the engine does: all further pages known from the first, and whatever they lead to besides. */
export async function readAddressed(reader: StreamReader): Promise<ReadAll | undefined> {
  const all: ReadAll = { raws: [], records: [], pages: 1, total: null }
  const first = reader.parse(await reader.fetch(reader.first()))
  if (first.rest === undefined) return undefined
  take(reader, first.raws, all)
  const waiting = [...first.rest]
  const known = new Set([reader.first(), ...waiting].map((place) => place['start']))
  for (let place = waiting.shift(); place !== undefined; place = waiting.shift()) {
    const page = reader.parse(await reader.fetch(place))
    take(reader, page.raws, all)
    all.pages++
    if (page.next !== null && !known.has(page.next['start'])) {
      known.add(page.next['start'])
      waiting.push(page.next)
    }
  }
  return all
}

function take(reader: StreamReader, raws: readonly unknown[], all: ReadAll): void {
  for (const raw of raws) {
    const read = reader.record(raw)
    if (!read.ok && read.isLeftOut) continue
    if (!read.ok) throw new Error(`${reader.name}: ${read.why}`)
    all.raws.push(raw)
    all.records.push(read.record)
  }
}

/** The context of a sync: the settings, and what the connector learns of this vendor account. */
export async function syncContext(
  connector: Connector,
  client: VendorClient,
  settings: Context['settings'] = {},
): Promise<Context> {
  return { settings: { ...settings, ...(await connector.prepare?.(client, { settings })) } }
}

/** Every list of a vendor account in dependency order, as the engine reads them; what it may do without is left out. */
export async function readEverything(
  connector: Connector,
  client: VendorClient,
  settings: Context['settings'] = {},
): Promise<Record<string, ReadAll | AppError>> {
  const context = await syncContext(connector, client, settings)
  const lists: Record<string, ReadAll | AppError> = {}
  for (const [name, stream] of Object.entries(connector.streams)) {
    const parents = stream.forEach === undefined ? undefined : lists[stream.forEach]
    try {
      if (parents === undefined) lists[name] = await readList(connector, name, { client, context })
      else if (!(parents instanceof AppError))
        lists[name] = await readChildren(connector, name, client, context, parents)
    } catch (error) {
      if (!(error instanceof AppError) || stream.kind === 'accounts') throw error
      lists[name] = error
    }
  }
  return lists
}

async function readChildren(
  connector: Connector,
  name: string,
  client: VendorClient,
  context: Context,
  parents: ReadAll,
): Promise<ReadAll> {
  const all: ReadAll = { raws: [], records: [], pages: 0, total: null }
  const parentIds = parents.records.flatMap((parent) => {
    if ('entitlementExternalId' in parent) return [parent.accountExternalId]
    const tellsMembers = 'members' in parent && parent.members !== undefined
    return 'externalId' in parent && parent.externalId !== undefined && !tellsMembers ? [parent.externalId] : []
  })
  for (const parentId of new Set(parentIds)) {
    for (const partition of partitionsOf(connector.streams[name]!, { ...context, parentId }).keys()) {
      const read = await readAll(openReader(connector, name, { client, context, parentId, partition }))
      all.raws.push(...read.raws)
      all.records.push(...read.records)
      all.pages += read.pages
    }
  }
  return all
}
