import type { Db } from '#db/pool.ts'
import type { AnyStream, Connector } from '#kit/define.ts'
import { connectorBy } from '#kit/surface.ts'
import { storedBody } from './pages.ts'

type StoredPage = { pageId: number; stream: string; connector: string; method: string }

function streamOf(connectors: ReadonlyMap<string, Connector>, page: StoredPage): AnyStream | undefined {
  const connector = connectors.get(page.connector)
  return connector && connectorBy(connector, page.method).streams[page.stream]
}

/** What is shown is the record as it came: nothing of the connection bends it. */
const NOTHING_KNOWN = { settings: {} }

/**
 * One account's record as the vendor last sent it, out of the stored pages; null when it is not kept any more
 * (pages are erased 7 days after they were last received) or the account was not in the newest applied sync.
 */
export async function readRaw(
  db: Db,
  connectors: ReadonlyMap<string, Connector>,
  connectionId: string,
  externalId: string,
): Promise<unknown> {
  const page = await db.one<StoredPage>(
    `select r.id as "pageId", p.stream, c.connector, c.method from connections c join sync_pages p on p.sync_id = c.reference_sync_id join raw_pages r on r.id = p.page_id
     where c.id = $1 and p.parent = '' and r.body is not null and $2 = any(r.external_ids) order by p.seq desc limit 1`,
    [connectionId, externalId],
  )
  const stream = page && streamOf(connectors, page)
  if (!stream || stream.kind !== 'accounts') return null
  const body = await storedBody(db, page.pageId)
  if (!body) return null
  const records = stream.records(JSON.parse(body.toString('utf8')), NOTHING_KNOWN) ?? []
  return records.find((raw) => recordId(stream, raw) === externalId) ?? null
}

/** The first few raw records that are stored for a connection, for mapping previews (F53). */
export async function readSample(
  db: Db,
  connectors: ReadonlyMap<string, Connector>,
  connectionId: string,
  most: number,
): Promise<unknown[]> {
  const page = await db.one<StoredPage>(
    `select r.id as "pageId", p.stream, c.connector, c.method from connections c join sync_pages p on p.sync_id = c.reference_sync_id join raw_pages r on r.id = p.page_id
     where c.id = $1 and p.parent = '' and r.body is not null order by p.part, p.seq limit 1`,
    [connectionId],
  )
  const stream = page && streamOf(connectors, page)
  const body = page && (await storedBody(db, page.pageId))
  return stream && body ? (stream.records(JSON.parse(body.toString('utf8')), NOTHING_KNOWN) ?? []).slice(0, most) : []
}

function recordId(stream: AnyStream, raw: unknown): string | null {
  const parsed = stream.raw.safeParse(raw)
  if (!parsed.success) return null
  return (stream.map(parsed.data, NOTHING_KNOWN) as { externalId: string }).externalId
}
