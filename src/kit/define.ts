import type { AppError } from '#base/errors.ts'
import type { z } from 'zod'
import type { AnyAction } from './action.ts'
import type { AuthMethod, CredentialField } from './auth.ts'
import type { Paging } from './paginate.ts'

/** Our status words. `unknown` is counted and shown, and triggers nothing (design §4). */
export type AccountStatus = 'active' | 'suspended' | 'inactive' | 'invited' | 'unknown'

export type FieldValue = string | number | boolean | null

/** What a connector's `map` makes of one raw account. Instants are ISO 8601 in UTC. */
export type AccountRecord = {
  /** The vendor's own immutable id, as text. Never empty. */
  externalId: string
  email: string | null
  username: string | null
  displayName: string | null
  givenName: string | null
  familyName: string | null
  status: AccountStatus
  /** The vendor's word or code for the status, kept so that an unmapped one can be shown. */
  vendorStatus: string | null
  role: string | null
  isAdmin: boolean
  isServiceAccount: boolean
  isGuest: boolean
  /** An instant; a plain date (`2026-03-01`) where the vendor tells the day only. */
  lastActiveAt: string | null
  createdAt: string | null
  /** External ids of licences that the account itself says it holds. */
  licences: readonly string[]
  /** Groups and roles that the account itself names; undefined when another stream tells them. */
  entitlements?: readonly { kind: EntitlementKind; externalId: string; name?: string }[]
  /** Further data points of the connector, scalars only, null ones left out. */
  fields: Record<string, FieldValue>
}

/** `app`: an app that a sign-on service has assigned to someone. */
export const ENTITLEMENT_KINDS = ['group', 'role', 'licence', 'app'] as const

export type EntitlementKind = (typeof ENTITLEMENT_KINDS)[number]

/** Something that can be held in an app. */
export type EntitlementRecord = {
  kind: EntitlementKind
  externalId: string
  name: string
  description: string | null
  /** Seats that were bought, where the vendor tells how many. */
  seats?: number | null
  /** Of an app: its site or the address that opens it, where the sign-on service tells it. */
  url?: string | null
  /** External ids of the accounts that hold it, when the list tells them; undefined when it does not. */
  members?: readonly string[]
}

/** An account holds an entitlement. */
export type GrantRecord = {
  kind: EntitlementKind
  entitlementExternalId: string
  /** The account's e-mail address where the stream says so (`accountsBy`). */
  accountExternalId: string
  /** Where no list names what is held, the list of who holds it may. */
  entitlementName?: string
}

/**
 * How much an activity says: someone signed in to the app itself, was let into it by a sign-on service, or did
 * something in it.
 */
export type ActivityGrade = 'login' | 'sso' | 'action'

/** Something that an account did. It makes nobody, changes nobody's status, and nobody is missing for the lack of one. */
export type ActivityRecord = {
  /** The account's e-mail address where the stream says so (`accountsBy`). */
  accountExternalId: string
  /** An instant; a plain date (`2026-03-01`) where the vendor tells the day only. */
  at: string
  grade: ActivityGrade
  /** The vendor's own id of the event, where it has one: brought twice in one sync, it counts once. */
  externalId?: string
  /** What was done, in the vendor's word. */
  action?: string
  /** Of an `sso` record: the external id of the app (an entitlement of kind `app`, where there is a list of them) that was opened. */
  appExternalId?: string
  /** Its name, where no list tells it. */
  appName?: string
}

/** An amount that the vendor charged. Taken once by its id. */
export type TransactionRecord = {
  externalId: string
  /** A plain date. */
  date: string
  /** A decimal number as text, such as `1299.50`; negative for a credit. */
  amount: string
  /** ISO 4217. */
  currency: string
  description: string
  /** The first and the last day that it pays for; plain dates. */
  period?: { from: string; to: string }
}

export type RecordByKind = {
  accounts: AccountRecord
  groups: EntitlementRecord
  licences: EntitlementRecord
  memberships: GrantRecord
  activity: ActivityRecord
  transactions: TransactionRecord
}

export type StreamKind = keyof RecordByKind

/** Kinds whose records are events: appended, and never compared with the list before (design §2). */
export type FactKind = 'activity' | 'transactions'

export function isFactKind(kind: StreamKind): kind is FactKind {
  return kind === 'activity' || kind === 'transactions'
}

export type Capability = 'discovery' | 'provisioning' | 'workflows'

/** What `map`, requests and probes may know of the connection: its settings and the record they hang under. */
export type Context = {
  settings: Readonly<Record<string, FieldValue>>
  /** For a stream with `forEach`: the external id of the parent record. */
  parentId?: string
  /** For a fact stream: from when on records are wanted, and until when; instants. */
  window?: { since: string; until: string }
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** A request to a named host; the path is relative to it and everything filled in is URL-encoded by the kit. */
export type VendorRequest = {
  host: string
  method: 'GET' | 'POST'
  path: string
  /** Where the vendor said that the next page is: taken in place of path and query, relative to the path, and checked like it. */
  link?: string
  query?: Query
  headers?: Readonly<Record<string, string>>
  json?: unknown
  signal?: AbortSignal
}

export type VendorResponse = {
  status: number
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>
  body: Buffer
}

/** A 4xx as a connector sees it. Its body is undefined when it is not JSON. */
export type VendorRefusal = { host: string; status: number; headers: VendorResponse['headers']; body: unknown }

/** The door to one vendor account, already authorised, rate limited and retried. Throws an AppError for anything but 2xx. */
export type VendorClient = {
  request(request: VendorRequest): Promise<VendorResponse>
  /** What the credential holds beside its secrets: an organisation's id, a client id. Nothing for a made-up client. */
  fields?: Readonly<Record<string, string>>
}

/** One list that a connector reads. `Raw` is what its zod schema lets through: only the fields that `map` reads. */
export type Stream<Kind extends StreamKind = StreamKind, Raw = never> = {
  kind: Kind
  /**
   * What kind of entitlement a `groups` or `licences` stream lists; `group` and `licence` unless said otherwise. A list of
   * `memberships` that hangs under nothing must say it: read to its end, it tells who holds anything of that kind.
   */
  gives?: EntitlementKind
  /** By what a list of `memberships` or `activity` names the accounts; their ids unless said otherwise. */
  accountsBy?: 'email'
  /** Of accounts: what `lastActiveAt` tells; a sign-in unless said otherwise. */
  lastActive?: ActivityGrade
  /** False where a list of groups or licences names no members, because the accounts say themselves what they hold. */
  tellsMembers?: boolean
  host: string
  /**
   * `GET /Users` or, for a child stream, `GET /Groups/{parentId}/members`; other places are filled from the paging, from
   * `partitions` or from the settings (`prepare`). Only GET, or POST where the vendor lists by POST.
   */
  request: `GET /${string}` | `POST /${string}`
  query?: (context: Context) => Query
  /** The body of a list that is read by POST; what the paging asks for goes into it instead of the query. */
  json?: (context: Context, place: Query) => unknown
  headers?: Readonly<Record<string, string>> | ((context: Context) => Readonly<Record<string, string>>)
  /** A function where the vendor account decides how it pages; see `Connector.prepare`. */
  pages: Paging | ((context: Context) => Paging)
  /** Where the records are in the body; a missing list is an error, unless the vendor documents that it may be absent. */
  records: (body: unknown, context: Context) => unknown[] | undefined
  /** What the vendor calls the id of a record; `id` unless said otherwise. */
  id?: string
  /** Where the id is not a field of the record itself; in place of `id`. */
  idOf?: (raw: unknown) => unknown
  /**
   * For a list that tells too little: each of its records is asked for once more by itself, with the page that it is on.
   * A raw record is then a `DetailedRecord`. The answers belong to the page: they are stored, compared and read again with it.
   * Null for a record that cannot be asked for.
   */
  detail?: (item: unknown, context: Context) => { path: string; query?: Query } | null
  /** The vendor lists only accounts that may sign in: whoever left is not there, and is unknown by id. */
  currentOnly?: boolean
  raw: z.ZodType<Raw>
  /**
   * Why a record that can be read is left out all the same, as a sentence; null for all others. Such a record is counted
   * as skipped, and nobody is called missing for it. Not for fact streams: what is no news there, `records` leaves out.
   */
  skip?: (raw: Raw, context: Context) => string | null
  map: (raw: Raw, context: Context) => RecordByKind[Kind]
  /** How many records the vendor says there are in all, if it does; checked before the seal (V12). */
  total?: (body: unknown, headers: Readonly<Record<string, string>>) => number | null
  /**
   * Reads one record again by its id: proves that a record that was not listed is really gone (V8). The id stands in the
   * path as `{id}`, or in the query. `record` may throw `vendor_not_found` for a vendor that answers with another one or
   * with an empty list, and for nothing else.
   */
  one?: {
    request: `GET /${string}`
    /** By what the vendor finds one, where that is not the id; it stands in the path as `{email}`. */
    by?: 'email'
    query?: (id: string, context: Context) => Query
    record: (body: unknown, id: string, context: Context) => unknown
  }
  /**
   * The vendor's default filter, said out loud: the list is read once per entry. What stands in the path as `{name}` is
   * filled in there, the rest is added to the query. An entry of a `memberships` list that the vendor does not have (404)
   * has nobody. A function where what `prepare` found, or the parent, decides; it gives the same for the same.
   */
  partitions?: readonly Query[] | ((context: Context) => readonly Query[])
  /**
   * The stream whose records' ids fill `{parentId}`; of a list of `memberships` the accounts that it names, each once. Such a
   * stream is one of `memberships` itself and says what it `gives`. Not for fact streams.
   */
  forEach?: string
  /**
   * Of a fact stream, and a must there: how many days back the vendor keeps records, and how many at most it gives in one
   * request (all, unless said). `lateHours`: how late a record may come to stand in the list; asked for again for so long.
   */
  history?: { keepsDays: number; windowDays?: number; lateHours?: number }
  /** Scopes without which the list cannot be read. */
  scopes: readonly string[]
  /** Statuses that mean "this vendor account has no such list"; such a stream is left out and decides nothing. */
  absentOn?: readonly number[]
  /** Error codes of ours that mean the same (a plan restriction, a scope that was not granted). */
  optional?: boolean
}

/** What a record of a list with `detail` calls is: what the list said, and what the call for it said; null where that was a 404. */
export type DetailedRecord = { list_response_item: unknown; detail_response: unknown }

/** Keeps `Raw` and `Kind` tied together while a stream is written down. */
export function stream<Kind extends StreamKind, Raw>(definition: Stream<Kind, Raw>): AnyStream {
  return definition as unknown as AnyStream
}

/** A stream as the engine sees it. */
export type AnyStream = Stream<StreamKind, unknown>

/** A field of the raw record that can be mapped (F43, F46), with the name that the vendor's users know. */
export type SourceField = {
  name: string
  path: string
  type: 'text' | 'number' | 'boolean' | 'date'
  /** The person field that it fills when mapping is smart (F42). */
  target?: string
  personal?: boolean
}

export type Scope = {
  id: string
  label: string
  serves: Capability
  /** What else it is for, where the vendor has no narrower one: reading and changing in one scope. */
  alsoServes?: Capability
  required: boolean
  /** What it enables, in users' words. */
  explains: string
  /** Narrower scopes that it allows as well; who has it need not ask for them. */
  includes?: readonly string[]
  /** The auth methods by which it can be had; all of them unless said otherwise. */
  methods?: readonly string[]
}

export type Host = {
  label: string
  help: string
  /** The vendor's own address; `{field}` is filled from the credential's non-secret fields. None: the admin must name it. */
  url?: string
  /** The auth methods that need it; all of them unless said otherwise. */
  onlyFor?: readonly string[]
  /** Whether a connection works without it. */
  optional?: boolean
}

/** What a probe learns of the vendor account behind a credential. */
export type Probe = {
  /** The vendor's id of the account or tenant; pinned at the first connect. Null when the vendor has none. */
  tenantId: string | null
  tenantName: string | null
  /** The domain by which a person knows the vendor account again (`acme.slack.com`), where the vendor tells it. */
  tenantDomain?: string | null
  /** External id of the account that the credential runs as, if it can be known. */
  integrationAccountId: string | null
  /** Null when the vendor does not tell. */
  grantedScopes: readonly string[] | null
}

/** A connector: everything that is special about one app, as data and pure functions. */
export type Connector = {
  id: string
  name: string
  /** Raised when a change to the file could change what a record becomes: unchanged pages are then read anew. */
  version: number
  category: string
  /** Its persons' status leads the directory's (F88, F89). */
  isPrimarySource: boolean
  description: string
  capabilities: readonly Capability[]
  /** What a connection delivers, in users' words (F9). */
  dataPoints: readonly string[]
  personalData: readonly string[]
  supportedPlans: readonly string[]
  similarApps: readonly string[]
  links: readonly { label: string; url: string }[]
  prerequisites: readonly string[]
  hosts: Readonly<Record<string, Host>>
  auth: readonly AuthMethod[]
  /** Per-connection options, shown in the connect form. Same form as credential fields, never secret. */
  settings: readonly CredentialField[]
  scopes: readonly Scope[]
  /** In dependency order. */
  streams: Readonly<Record<string, AnyStream>>
  /** What it can change there, by name (F10); see `kit/action.ts`. */
  actions?: Readonly<Record<string, AnyAction>>
  sourceFields: readonly SourceField[]
  /** Licences that the accounts name, for vendors without a list of them. */
  licences: readonly { externalId: string; name: string }[]
  /** Holds on the vendor's own hosts only; a host that an admin names is limited by what it answers. */
  rateLimit: { requests: number; perMs: number } | null
  /** Requests in flight at once. */
  concurrency: number
  /** The vendor's own way of failing inside a 200; null when the body is fine. */
  failure?: (body: unknown, headers: Readonly<Record<string, string>>) => AppError | null
  /**
   * What a refusal (4xx) says beyond its status: a rate limit told by a 403, a missing scope, a plan. Null leaves it to
   * the status. `host` is the named host that was asked; no word of the body may come into the error.
   */
  refusal?: (answer: VendorRefusal) => AppError | null
  /**
   * Asked once at the start of a sync, after the probe: what this vendor account can do. The result is merged into
   * `context.settings` for everything that follows, and kept with the sync, so that a resumed one does the same.
   */
  prepare?: (client: VendorClient, context: Context) => Promise<Readonly<Record<string, FieldValue>>>
  /** Who am I: a cheap call that proves the credential. Throws the AppError that says what is wrong. */
  probe: (client: VendorClient, context: Context) => Promise<Probe>
  /** Which vendor screen to count against (F134). */
  validation: string
  /**
   * For a connector that has not proven itself: in so many first syncs of a connection since then, nobody is called missing
   * or inactive without a person who looks at the names (reliability §3.13).
   */
  trial?: { syncs: number; since: Date }
  /** By auth method: what is another interface of the vendor's, whole. */
  surfaces?: Readonly<Record<string, Surface>>
}

/** How the vendor account is read through one interface; see `connectorBy`. */
export type Surface = Pick<
  Connector,
  | 'streams'
  | 'actions'
  | 'sourceFields'
  | 'licences'
  | 'rateLimit'
  | 'concurrency'
  | 'failure'
  | 'refusal'
  | 'prepare'
  | 'probe'
> & {
  /**
   * Its accounts have the same ids as those of the connector's own streams. Else a connection cannot go over from the one
   * to the other: everybody would seem to have left, and somebody else to have come.
   */
  sharesIds?: true
}

export function defineConnector(connector: Connector): Connector {
  return connector
}
