import { AppError, isAppError, toAppError, type FieldProblem } from '#base/errors.ts'
import { redact } from '#base/redact.ts'
import type { AccountRecord, AnyStream, Connector, DetailedRecord, VendorClient } from '#kit/define.ts'
import { detailed } from '#kit/detail-calls.ts'
import { believedBody, readJson } from '#kit/read-json.ts'
import { openReader, type ParsedPage, type ReadRecord, type StreamReader } from '#kit/reader.ts'
import { checkDefinition } from './check-definition.ts'
import { compileDefinition } from './compile-definition.ts'
import { CUSTOM_PREFIX, type Definition, type DefinitionList } from './definition.ts'
import { findPaths, type FoundPath } from './look-into.ts'
import { openReviewDoor, type ReviewCredential, type ReviewParts } from './review-door.ts'
import { findList, reviewIds, reviewPaging, reviewSources, unknownWords, type Refuse } from './review-list.ts'
import { idOf, readerOf } from './values.ts'

const SHOWN = 5
/** Details are one call each. */
const DETAILED = 3

export type ReviewInput = ReviewCredential & {
  definition: Definition
  /** The connector that the credential was stored for. */
  connectorId?: string | undefined
}

/** What an account would be, or why a record is none. */
export type ReviewedRecord = { account: AccountRecord | null; why: string | null }

type ListReview = {
  list: 'accounts' | 'groups' | 'memberships'
  /** How many records the first page has; null when there was no list, and what came instead is the one record. */
  count: number | null
  total: number | null
  /** Whether another page follows. */
  hasNext: boolean
  /** The first records as the vendor sent them, without what has a secret's name. */
  records: unknown[]
  fields: FoundPath[]
}

export type Review = {
  /** True when nothing is to be mended. */
  ok: boolean
  lists: ListReview[]
  accounts: ReviewedRecord[]
  /** Each mistake by its place in the definition, in words. */
  problems: FieldProblem[]
}

/**
 * Asks the vendor for the first page of every list, live and through the one door out, and says what would become of it:
 * the records, the fields that they have, the accounts that they make, and each mistake (F53). Nothing is stored.
 *
 * Throws `invalid_input` for a definition that makes no sense, `credential_invalid`, `credential_host_changed`,
 * `credential_not_authorised`; what the vendor answers is in the review.
 */
export async function reviewDefinition(parts: ReviewParts, input: ReviewInput, signal: AbortSignal): Promise<Review> {
  const { definition } = input
  const wrong = checkDefinition(definition)
  if (wrong.length > 0)
    throw new AppError('invalid_input', {
      fields: wrong.map(({ path, message }) => ({ path: `definition.${path}`, message })),
    })
  const id = input.connectorId ?? `${CUSTOM_PREFIX}review`
  const connector = compileDefinition({ id, version: 0, definition, savedAt: new Date(0) })
  const { client, mask } = await openReviewDoor(parts, connector, input, signal)

  const problems: FieldProblem[] = []
  const refuse: Refuse = (path, message) => void problems.push({ path, message: mask(message) as string })
  const lists: ListReview[] = []
  let accounts: ReviewedRecord[] = []

  if (definition.probe) await reviewProbe(definition, client, refuse)
  const firstPage = (list: 'accounts' | 'groups' | 'memberships', parentId?: string) =>
    askFirst({ connector, definition, client, signal, refuse }, list, parentId, (body) =>
      lists.push({
        list,
        count: null,
        total: null,
        hasNext: false,
        records: [redact(body)],
        fields: findPaths([redact(body)]),
      }),
    )

  const users = await firstPage('accounts')
  if (users) {
    const reviewed = await reviewAccounts({ connector, definition, client, signal, refuse }, users)
    accounts = reviewed.accounts
    lists.push(shown('accounts', users, reviewed.raws))
  }
  if (users && definition.groups) {
    const groups = await firstPage('groups')
    if (groups) {
      const { fields, members } = definition.groups
      reviewIds(
        'groups.fields.externalId',
        groups.items.map((item) => idOf(readerOf(fields.externalId)(item))),
        refuse,
      )
      reviewSources(
        [
          ...Object.entries(fields).map(([name, source]) => [`groups.fields.${name}`, source] as const),
          ['groups.members.list', members?.list],
        ],
        groups.items,
        refuse,
      )
      lists.push(shown('groups', groups, groups.items))
    }
    const first = groups?.items
      .map((item) => idOf(readerOf(definition.groups!.fields.externalId)(item)))
      .find((one) => one !== '')
    if (definition.memberships?.path.includes('{group}') && first !== undefined) await reviewMembers(first)
  }
  if (users && definition.memberships && !definition.memberships.path.includes('{group}'))
    await reviewMembers(undefined)
  async function reviewMembers(group: string | undefined): Promise<void> {
    const members = await firstPage('memberships', group)
    if (!members) return
    const { account, group: named } = definition.memberships!
    reviewSources(
      [
        ['memberships.account', account],
        ['memberships.group', named],
      ],
      members.items,
      refuse,
    )
    lists.push(shown('memberships', members, members.items))
  }
  const hidden = mask({ lists, accounts }) as { lists: ListReview[]; accounts: ReviewedRecord[] }
  return { ok: problems.length === 0, ...hidden, problems }
}

function shown(list: ListReview['list'], { page, items }: FirstPage, raws: readonly unknown[]): ListReview {
  const records = raws.slice(0, SHOWN).map((raw) => redact(raw))
  const { count, total, next } = page
  return {
    list,
    count: items.length === 0 ? 0 : count,
    total,
    hasNext: next !== null,
    records,
    fields: findPaths(records),
  }
}

type Asking = {
  connector: Connector
  definition: Definition
  client: VendorClient
  signal: AbortSignal
  refuse: Refuse
}
type FirstPage = { reader: StreamReader; page: ParsedPage; items: unknown[] }

/** Asks for a list's first page, and for the second one to see that it is another; undefined when there is no list. */
async function askFirst(
  { connector, definition, client, signal, refuse }: Asking,
  list: 'accounts' | 'groups' | 'memberships',
  parentId: string | undefined,
  onOther: (body: object) => void,
): Promise<FirstPage | undefined> {
  const own: DefinitionList = definition[list]!
  const { detail: _detail, ...stream } = connector.streams[list]!
  const plain: Connector = { ...connector, streams: { ...connector.streams, [list]: stream } }
  const reader = openReader(plain, list, {
    client,
    context: { settings: {} },
    ...(parentId === undefined ? {} : { parentId }),
  })
  try {
    const first = await reader.fetch(reader.first(), signal)
    const body = believedBody(first.response)
    const items = findList(list, own, body, refuse)
    if (items === undefined) {
      onOther(body)
      return undefined
    }
    const page = reader.parse(first)
    reviewPaging(list, own, page, { body, headers: first.response.headers }, refuse)
    if (items.length === 0) refuse(`${list}.records`, 'The list is empty, so nothing of it can be checked.')
    else if (page.next !== null) await reviewSecond(list, own, reader, page, signal, refuse)
    return { reader, page, items }
  } catch (thrown) {
    signal.throwIfAborted()
    refuseAnswer(list, thrown, refuse)
    return undefined
  }
}

/** A vendor that does not know the parameter sends the first page for ever. */
async function reviewSecond(
  at: string,
  { paging }: DefinitionList,
  reader: StreamReader,
  first: ParsedPage,
  signal: AbortSignal,
  refuse: Refuse,
): Promise<void> {
  try {
    const { raws } = reader.parse(await reader.fetch(first.next!, signal))
    if (raws.length > 0 && JSON.stringify(raws[0]) === JSON.stringify(first.raws[0])) {
      const what = 'param' in paging ? `the parameter "${paging.param}"` : 'its own link'
      refuse(
        `${at}.paging`,
        `The second page begins with the same record as the first: the vendor does not follow ${what}.`,
      )
    }
  } catch (thrown) {
    signal.throwIfAborted()
    const error = toAppError(thrown)
    refuse(
      `${at}.paging`,
      `The second page could not be read. ${error.detail['why'] === 'url leaves its host' ? 'Its address leads to another host or path than the address of the API.' : error.message}`,
    )
  }
}

/** What an answer that is no list says about the definition. */
function refuseAnswer(at: string, thrown: unknown, refuse: Refuse): void {
  const error = toAppError(thrown)
  if (error.code === 'internal') throw error
  const { code, message } = error
  if (code === 'vendor_unauthorized' || code === 'vendor_forbidden') refuse('auth', message)
  else if (code === 'vendor_not_found')
    refuse(`${at}.path`, 'The vendor has nothing at this address (404). Check the address of the API and the path.')
  else if (code === 'vendor_bad_request')
    refuse(`${at}.query`, 'The vendor refused the request as malformed. Check the parameters, and those of the paging.')
  else if (code === 'vendor_bad_response') refuse(`${at}.path`, badAnswer(error.detail['why']))
  else refuse(code.startsWith('egress') ? 'baseUrl' : `${at}.path`, message)
}

function badAnswer(why: unknown): string {
  if (why === 'html')
    return 'The vendor answered with a web page, not with JSON. The address is probably that of the app itself and not of its API.'
  if (why === 'a cursor that is no text' || why === 'a link that is no text')
    return 'What leads to the next page is no text.'
  return `The vendor's answer is no JSON that can be read${typeof why === 'string' ? ` (${why})` : ''}.`
}

async function reviewProbe({ probe, headers = {} }: Definition, client: VendorClient, refuse: Refuse): Promise<void> {
  const { path, tenantId, tenantName } = probe!
  try {
    const { body } = await readJson(client, { host: 'api', method: 'GET', path, headers })
    reviewSources(
      [
        ['probe.tenantId', tenantId],
        ['probe.tenantName', tenantName],
      ],
      [body],
      refuse,
    )
  } catch (thrown) {
    refuseAnswer('probe', thrown, refuse)
  }
}

async function reviewAccounts(
  { connector, definition, client, signal, refuse }: Asking,
  { items, reader }: FirstPage,
): Promise<{ accounts: ReviewedRecord[]; raws: unknown[] }> {
  const { accounts } = definition
  const stream = connector.streams['accounts']!
  const raws = accounts.detail ? await withFirstDetails(stream, items, { client, signal, refuse }) : items
  if (items.length === 0) return { accounts: [], raws }
  const { fields, status, flags, holds, data } = accounts
  const detailsCame = raws.some(
    (raw) => accounts.detail === undefined || (raw as DetailedRecord).detail_response !== null,
  )
  reviewSources(
    [
      ...Object.entries(fields).map(([field, source]) => [`accounts.fields.${field}`, source] as const),
      ['accounts.status.source', 'source' in status ? status.source : undefined] as const,
      ...Object.entries(flags).map(([flag, one]) => [`accounts.flags.${flag}.source`, one?.source] as const),
      ...holds.map(({ list }, at) => [`accounts.holds.${at}.list`, list] as const),
      ...data.map(({ source }, at) => [`accounts.data.${at}.source`, source] as const),
    ].filter(([, source]) => detailsCame || !(source ?? '').includes('detail_response')),
    raws,
    refuse,
  )
  reviewIds(
    'accounts.fields.externalId',
    raws.map((raw) => idOf(readerOf(fields.externalId)(raw))),
    refuse,
  )
  if ('source' in status) {
    const words = unknownWords(status.source, status.values, raws)
    if (words.length > 0)
      refuse(
        'accounts.status.values',
        `The table has no word for: ${words.join(', ')}. Accounts with these have an unknown status.`,
      )
  }
  const read = raws.slice(0, SHOWN).map((raw) => reviewed(reader.record(raw)))
  if (accounts.one) {
    const first = read.find(({ account }) => account !== null)?.account
    if (first) await reviewOne(connector, first.externalId, { client, signal, refuse })
  }
  return { accounts: read, raws }
}

function reviewed(read: ReadRecord): ReviewedRecord {
  if (!read.ok) return { account: null, why: read.why }
  return { account: read.record as AccountRecord, why: null }
}

type Calling = Pick<Asking, 'client' | 'signal' | 'refuse'>

/** The first records with their details; those behind them stay without. */
async function withFirstDetails(
  stream: AnyStream,
  items: readonly unknown[],
  { client, signal, refuse }: Calling,
): Promise<unknown[]> {
  const raws: unknown[] = []
  const headers = typeof stream.headers === 'object' ? { headers: stream.headers } : {}
  for (const item of items.slice(0, DETAILED)) {
    const where = stream.detail?.(item, { settings: {} })
    if (!where) {
      refuse('accounts.detail.path', 'A record has no value for a part of this address.')
      raws.push(detailed(item, null))
      continue
    }
    try {
      const { body } = await readJson(client, { host: stream.host, method: 'GET', ...where, ...headers, signal })
      raws.push(detailed(item, body))
    } catch (thrown) {
      signal.throwIfAborted()
      if (isAppError(thrown, 'vendor_not_found')) {
        refuse('accounts.detail.path', 'The vendor listed a record and has nothing at its own address (404).')
      } else refuseAnswer('accounts.detail', thrown, refuse)
      raws.push(detailed(item, null))
      break
    }
  }
  return raws
}

/** Reads one account again, as a sync does with one that seems gone. */
async function reviewOne(connector: Connector, id: string, { client, signal, refuse }: Calling): Promise<void> {
  const reader = openReader(connector, 'accounts', { client, context: { settings: {} } })
  try {
    const again = await reader.readOne!(id, signal)
    if (again.gone)
      return refuse(
        'accounts.one.path',
        'The vendor does not know the first account when it is asked for by its id (404).',
      )
    const read = reader.record(again.raw)
    if (!read.ok || (read.record as AccountRecord).externalId !== id)
      refuse('accounts.one.record', 'Asked for by its id, the vendor answers with something else than this account.')
  } catch (thrown) {
    signal.throwIfAborted()
    refuseAnswer('accounts.one', thrown, refuse)
  }
}
