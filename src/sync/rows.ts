import { copyLine } from '#db/copy.ts'
import type { AccountRecord, ActivityRecord, EntitlementRecord, GrantRecord, TransactionRecord } from '#kit/define.ts'
import { ACCOUNT_COLUMNS } from './staging.ts'

const MAX_ID_LENGTH = 500
const MAX_TEXT_LENGTH = 500

/** What of a mapping the rows need; see `mapping/compile-mapping.ts`. */
export type RowMapping = {
  apply(raw: unknown): {
    claims: Record<string, string | number | boolean>
    keep: boolean
    problems: readonly { field: string; why: string }[]
  }
  /** Target fields by which records are matched to people, in order; at most three. */
  keys: readonly string[]
  /** Target fields without which no person is made. */
  mandatory: readonly string[]
}

export type RowIssue = {
  kind: 'failed' | 'repaired' | 'skipped' | 'notice'
  reason: string
  externalId: string | null
  name: string | null
  message: string
}

/** Texts that are indexed or shown in lists are cut: an index row of a vendor's one-megabyte name would fail the page. */
const text = (value: string | null | undefined): string | null =>
  value == null || value === '' ? null : value.length > MAX_TEXT_LENGTH ? value.slice(0, MAX_TEXT_LENGTH) : value

/** Only an instant that PostgreSQL takes too; anything else is no date. A 30th of February becomes the 2nd of March. */
const instant = (value: string | null): string | null => {
  if (value === null) return null
  const ms = Date.parse(value)
  return Number.isNaN(ms) || ms < -62_135_596_800_000 || ms > 253_402_300_799_000 ? null : new Date(ms).toISOString()
}

const PLAIN_DATE = /^\d{4}-\d\d-\d\d$/

/** A day that there is; "2026-02-30" is none. */
const plainDate = (value: string): string | null => {
  const ms = PLAIN_DATE.test(value) ? Date.parse(value) : Number.NaN
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(value) ? value : null
}

const AMOUNT = /^-?\d{1,15}(\.\d{1,6})?$/
const CURRENCY = /^[A-Z]{3}$/
const SEATS_MAX = 2_147_483_647

/** A count that the column takes; anything else is no count. */
const seats = (value: number | null | undefined): number | null =>
  value != null && Number.isSafeInteger(value) && value >= 0 && value <= SEATS_MAX ? value : null

/** What is shown as a link must be one. */
const webAddress = (value: string | null | undefined): string | null => {
  if (value == null || value.length > 2_000 || !URL.canParse(value)) return null
  return /^https?:$/.test(new URL(value).protocol) ? value : null
}

// jsonb refuses these two, which JSON text may carry.
const UNSTORABLE = /\\u0000|\\ud[89a-f][0-9a-f]{2}/i

/** JSON for a jsonb column. */
export function jsonText(value: object): string {
  const json = JSON.stringify(value)
  if (!UNSTORABLE.test(json)) return json
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'string' ? item.replaceAll('\u0000', '').toWellFormed() : item,
  )
}

// A text[] literal in COPY: quoted elements, so that commas, braces and blanks are safe.
const arrayText = (items: readonly string[]): string =>
  items.length === 0
    ? '{}'
    : `{${items.map((item) => `"${item.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`

const keyText = (value: string | number | boolean | undefined): string | null =>
  value === undefined ? null : text(String(value).toLowerCase())

/** The lines of one page for the three staging tables. */
export class PageRows {
  accounts = ''
  entitlements = ''
  grants = ''
  activity = ''
  transactions = ''
  readonly issues: RowIssue[] = []
  /** Records that could not be read and have no id either: then nobody may be called missing. */
  nameless = 0
  /** Facts that could not be kept. */
  broken = 0
  #idx = 0
  /** Whose names the grants of this page have told. */
  readonly #named = new Set<string>()
  readonly #page: number
  readonly #stream: string

  constructor(page: number, stream: string) {
    this.#page = page
    this.#stream = stream
  }

  account(record: AccountRecord, raw: unknown, mapping: RowMapping): void {
    const id = record.externalId
    if (id.length > MAX_ID_LENGTH) return this.failed(null, 'The id is longer than 500 characters.')
    const { claims, keep, problems } = mapping.apply(raw)
    if (!keep) {
      const name = record.displayName ?? record.email
      return this.leftOut(id, name, 'The mapping has a filter that leaves this record out.')
    }
    for (const problem of problems) {
      this.issues.push({
        kind: 'repaired',
        reason: 'field_dropped',
        externalId: id,
        name: record.displayName ?? record.email,
        message: `${problem.field}: ${problem.why}`,
      })
    }
    const lacks = mapping.mandatory.filter((field) => claims[field] === undefined)
    const [k0, k1, k2] = mapping.keys
    this.accounts += copyLine([
      this.#page,
      this.#idx++,
      true,
      id,
      k0 === undefined ? null : keyText(claims[k0]),
      k1 === undefined ? null : keyText(claims[k1]),
      k2 === undefined ? null : keyText(claims[k2]),
      lacks.length === 0 ? null : lacks.join(', '),
      text(record.email),
      text(record.username),
      text(record.displayName),
      text(record.givenName),
      text(record.familyName),
      record.status,
      text(record.vendorStatus),
      text(record.role),
      record.isAdmin,
      record.isServiceAccount,
      record.isGuest,
      instant(record.lastActiveAt),
      record.lastActiveAt !== null && PLAIN_DATE.test(record.lastActiveAt) ? true : null,
      instant(record.createdAt),
      arrayText(record.licences),
      jsonText(record.fields),
      jsonText(claims),
      record.entitlements !== undefined,
    ])
    for (const held of record.entitlements ?? []) {
      this.#grant({ kind: held.kind, entitlementExternalId: held.externalId, accountExternalId: id }, true)
      if (held.name !== undefined)
        this.#entitlement({ kind: held.kind, externalId: held.externalId, name: held.name, description: null }, false)
    }
  }

  entitlement(record: EntitlementRecord): void {
    if (record.externalId.length > MAX_ID_LENGTH) return this.failed(null, 'The id is longer than 500 characters.')
    this.#entitlement(record, record.members !== undefined)
    for (const member of record.members ?? [])
      this.#grant({ kind: record.kind, entitlementExternalId: record.externalId, accountExternalId: member }, false)
  }

  membership(record: GrantRecord): void {
    this.#grant(record, false)
    const { kind, entitlementExternalId: externalId, entitlementName: name } = record
    if (name === undefined || this.#named.has(externalId)) return
    this.#named.add(externalId)
    this.#entitlement({ kind, externalId, name, description: null }, false)
  }

  /** Something that an account did. One that cannot be kept is told once, without a word of it. */
  happened(record: ActivityRecord): void {
    const day = plainDate(record.at)
    const at = day ?? instant(record.at)
    if (at === null) return this.factFailed('at: no instant and no date')
    if (record.accountExternalId.length > MAX_ID_LENGTH) return this.factFailed('account: longer than 500 characters')
    this.activity += copyLine([
      this.#page,
      this.#idx++,
      this.#stream,
      record.accountExternalId,
      day === null ? at : `${day}T00:00:00Z`,
      day !== null,
      record.grade,
      text(record.action),
      text(record.appExternalId) ?? '',
      text(record.externalId),
      text(record.appName),
    ])
  }

  /** Something that was charged. */
  charged(record: TransactionRecord): void {
    const { externalId, date, amount, currency, period } = record
    if (externalId.length > MAX_ID_LENGTH) return this.factFailed('id: longer than 500 characters')
    if (plainDate(date) === null) return this.factFailed('date: no date')
    if (!AMOUNT.test(amount)) return this.factFailed('amount: no decimal number')
    if (!CURRENCY.test(currency)) return this.factFailed('currency: not three capital letters')
    this.transactions += copyLine([
      this.#page,
      this.#stream,
      externalId,
      date,
      amount,
      currency,
      text(record.description) ?? '',
      period === undefined ? null : plainDate(period.from),
      period === undefined ? null : plainDate(period.to),
    ])
  }

  /** A fact that could not be read. Nobody hangs on it, so it is a notice and no failed record. */
  factFailed(why: string): void {
    this.broken++
    this.issues.push({ kind: 'notice', reason: 'invalid_record', externalId: null, name: null, message: why })
  }

  /** A record that a filter or the connector's own rule leaves out. It counts as seen. */
  leftOut(externalId: string, name: string | null, why: string): void {
    if (externalId.length > MAX_ID_LENGTH) return this.failed(null, 'The id is longer than 500 characters.')
    this.#seen(externalId)
    this.issues.push({ kind: 'skipped', reason: 'filter', externalId, name: text(name), message: why })
  }

  /** A record that the connector could not read. One with an id still counts as seen. */
  failed(externalId: string | null, why: string): void {
    if (externalId === null) this.nameless++
    else if (externalId.length <= MAX_ID_LENGTH) this.#seen(externalId)
    this.issues.push({ kind: 'failed', reason: 'invalid_record', externalId, name: null, message: why })
  }

  #seen(externalId: string): void {
    this.accounts += copyLine([
      this.#page,
      this.#idx++,
      false,
      externalId,
      ...Array<null>(ACCOUNT_COLUMNS.length - 4).fill(null),
    ])
  }

  #entitlement(record: Omit<EntitlementRecord, 'members'>, tellsMembers: boolean): void {
    this.entitlements += copyLine([
      this.#page,
      this.#stream,
      record.kind,
      record.externalId,
      text(record.name) ?? record.externalId,
      text(record.description),
      tellsMembers,
      seats(record.seats),
      webAddress(record.url),
    ])
  }

  #grant(record: GrantRecord, byAccount: boolean): void {
    this.grants += copyLine([
      this.#page,
      this.#stream,
      byAccount,
      record.kind,
      record.entitlementExternalId,
      record.accountExternalId,
    ])
  }
}
