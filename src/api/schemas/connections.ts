import { EVERY } from '#core/connections/schedule.ts'
import { Filter, Mapping } from '#mapping/mapping.ts'
import { z } from 'zod'
import { ENTITLEMENT_KINDS } from '#kit/define.ts'
import { appId } from './apps.ts'
import { Failure, FieldProblem, FieldValue, id, instant, nameText } from './common.ts'
import { SourceField } from './connectors.ts'
import { credentialFields, hosts } from './credentials.ts'
import { Sync } from './syncs.ts'

export { Mapping }

export const Schedule = z
  .strictObject({
    every: z.enum(EVERY),
    /** Local time of day; only its minutes count for what runs within a day. */
    at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time of day as 02:00.'),
    /** IANA name. */
    timezone: z.string().max(64),
  })
  .meta({ id: 'Schedule' })

export const ScheduleView = z.object({ ...Schedule.shape, nextDueAt: instant.nullable() }).meta({ id: 'ScheduleView' })

const Guard = z.strictObject({ missing: z.number().int().min(0).max(1_000_000), percent: z.number().min(0).max(100) })
const selection = z.enum(['people', 'people_and_accounts'])
const preference = z.enum(['create_and_update', 'create_only', 'update_only'])
const contacts = z.array(z.email().max(320)).max(20)
const settings = z.record(z.string().max(63), z.union([z.string().max(2000), z.number(), z.boolean(), z.null()]))

/** What colour a connection has, and why (F74). */
const Health = z
  .object({
    colour: z.enum(['green', 'yellow', 'red', 'grey']),
    reason: z.enum([
      'draft',
      'paused',
      'disconnected',
      'removed',
      'lost',
      'waiting',
      'held',
      'failed',
      'cancelled',
      'partial',
      'fine',
    ]),
    text: z.string(),
    /** Lists that the last sync could not read, and when each was last read whole. */
    failed: z.array(z.object({ stream: z.string(), lastReadAt: instant.nullable() })),
  })
  .meta({ id: 'ConnectionHealth' })

/** What a person must mend, and who can (F75). */
const ConnectionProblem = z
  .object({
    class: z.enum([
      'insufficient_permission',
      'invalid_credentials',
      'mfa',
      'terms',
      'temporary',
      'other_account',
      'plan',
      'address',
      'other',
    ]),
    code: z.string(),
    message: z.string(),
    whatToDo: z.string(),
    whoCan: z.array(
      z.object({
        kind: z.enum(['credential_owner', 'contact', 'vendor_admin', 'rollcall_admin']),
        name: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'ConnectionProblem' })

export const Connection = z
  .object({
    id,
    appId: z.string(),
    appName: z.string(),
    connector: z.string(),
    name: z.string(),
    method: z.string(),
    credentialId: id.nullable(),
    hosts: z.record(z.string(), z.string()),
    settings: z.record(z.string(), FieldValue),
    scopes: z.array(z.string()),
    selection,
    preference,
    deactivate: z.boolean(),
    schedule: z.object(Schedule.shape),
    contacts: z.array(z.string()),
    guard: z.object(Guard.shape),
    state: z.enum(['draft', 'active', 'paused', 'disconnected', 'removed']),
    error: Failure.nullable(),
    health: Health,
    problem: ConnectionProblem.nullable(),
    /** Since when the vendor no longer lets us in; nothing runs by itself until it is mended. */
    lostAt: instant.nullable(),
    /** Since when nothing is read; `hold`: a run waited 28 days for a decision, and nobody made it. */
    paused: z.object({ at: instant.nullable(), reason: z.enum(['hold']).nullable() }).nullable(),
    disconnected: z
      .object({
        at: instant,
        /** What became of our own grant at the vendor. */
        revocation: z.enum(['pending', 'revoked', 'unsupported', 'failed', 'kept']).nullable(),
      })
      .nullable(),
    removed: z.object({ at: instant, until: instant }).nullable(),
    /** Under which name the history shows what it writes (F57). */
    integrationUser: z.string().nullable(),
    /** The vendor account that the credential runs as. */
    integrationAccount: z
      .object({ externalId: z.string(), accountId: id.nullable(), name: z.string().nullable() })
      .nullable(),
    /** Start of the newest sync that is fetched and applied (F81). */
    asOf: instant.nullable(),
    /** The same of each kind of data; of facts also since when nothing is missing (F82). */
    dataAsOf: z.array(
      z.object({
        kind: z.enum(['accounts', ...ENTITLEMENT_KINDS, 'activity', 'transactions']),
        asOf: instant,
        since: instant.nullable(),
      }),
    ),
    nextDueAt: instant.nullable(),
    vendorTenantId: z.string().nullable(),
    vendorTenantName: z.string().nullable(),
    /** By what a person knows the vendor account again, such as acme.slack.com. */
    vendorTenantDomain: z.string().nullable(),
    isPrimarySource: z.boolean(),
    precedence: z.number().int(),
    accountCount: z.number().int(),
    activeAccountCount: z.number().int(),
    lastSync: Sync.nullable(),
    runningSync: Sync.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Connection' })

/** Which app record gets the accounts (F40): the shared one of this connector's app, or one of its own. */
const appRecord = z.enum(['shared', 'own'])

export const NewConnection = z
  .strictObject({
    appId: appId.optional(),
    connector: z.string().max(63),
    name: nameText,
    method: z.string().max(63),
    credential: credentialFields.optional(),
    credentialId: id.optional(),
    hosts: hosts.optional(),
    settings: settings.optional(),
    scopes: z.array(z.string().max(200)).max(200).optional(),
    selection,
    preference,
    deactivate: z.boolean(),
    schedule: Schedule.optional(),
    contacts: contacts.optional(),
    /** Fills the mapping with what can be recognised (F42). */
    smart: z.boolean().optional(),
    appRecord: appRecord.optional(),
    integrationUser: nameText.nullable().optional(),
    mapping: Mapping.optional(),
  })
  .meta({ id: 'NewConnection' })

export const ConnectionEdit = z
  .strictObject({
    name: nameText.optional(),
    selection: selection.optional(),
    preference: preference.optional(),
    deactivate: z.boolean().optional(),
    contacts: contacts.optional(),
    settings: settings.optional(),
    hosts: hosts.optional(),
    guard: Guard.optional(),
    isPrimarySource: z.boolean().optional(),
    integrationUser: nameText.nullable().optional(),
    appRecord: appRecord.optional(),
  })
  .meta({ id: 'ConnectionEdit' })

export const Reconnect = z
  .strictObject({
    credential: credentialFields.optional(),
    credentialId: id.optional(),
    method: z.string().max(63).optional(),
    /** Takes the new credential although it may do something else than the old one (`scopes_changed`). */
    acceptScopes: z.boolean().optional(),
  })
  .meta({ id: 'Reconnect' })

export const Launch = z.strictObject({ sync: z.boolean().optional() }).meta({ id: 'Launch' })

export const Confirmation = z
  .strictObject({ confirm: z.string().max(200).optional() })
  .meta({ id: 'Confirmation', description: "The connection's name, typed." })

export const Restore = z.strictObject({ name: nameText.optional() }).meta({ id: 'Restore' })

/** What goes when a connection is removed, to the row. */
export const Removal = z
  .object({
    name: z.string(),
    accounts: z.number().int(),
    /** People who are known from nowhere else. */
    people: z.number().int(),
    /** People who stay, with less known of them. */
    peopleStaying: z.number().int(),
    groups: z.number().int(),
    roles: z.number().int(),
    licences: z.number().int(),
    apps: z.number().int(),
    holdings: z.number().int(),
    syncs: z.number().int(),
    changes: z.number().int(),
    issues: z.number().int(),
    rawPages: z.number().int(),
    /** Rows of activity: one per account, day, grade and app. */
    activity: z.number().int(),
    transactions: z.number().int(),
    credential: z
      .object({ name: z.string(), fate: z.enum(['deleted', 'kept']), usedBy: z.array(z.string()) })
      .nullable(),
    isPrimarySource: z.boolean(),
    undoDays: z.number().int(),
  })
  .meta({ id: 'Removal' })

export const ProbeResult = z
  .object({ ok: z.literal(true), tenantId: z.string().nullable(), tenantName: z.string().nullable() })
  .meta({ id: 'ProbeResult' })

const ConnectionScope = z
  .object({
    id: z.string(),
    label: z.string(),
    serves: z.enum(['discovery', 'provisioning', 'workflows']),
    required: z.boolean(),
    /** What it enables. */
    explains: z.string(),
    /** Whether this connection asks for it. */
    wanted: z.boolean(),
    /** Null when the vendor does not tell, or has not been asked. */
    granted: z.boolean().nullable(),
    state: z.enum(['connected', 'missing', 'off', 'unknown', 'disconnected']),
    /** What will not work without it. */
    without: z.string(),
  })
  .meta({ id: 'ConnectionScope' })

export const ConnectionScopes = z
  .object({
    items: z.array(ConnectionScope),
    /** Granted, and of no use to this connector. */
    beyond: z.array(z.string()),
    /** Whether something that is asked for has not been granted. */
    needsAuthorisation: z.boolean(),
    adding: z.object({ how: z.enum(['authorise', 'by_hand']), text: z.string() }),
  })
  .meta({ id: 'ConnectionScopes' })

export const MappingView = z
  .object({
    targets: Mapping.shape.targets,
    customFields: Mapping.shape.customFields.unwrap(),
    sources: z.array(z.object({ name: z.string(), path: z.string() })),
    filter: Filter.nullable(),
    offered: z.array(SourceField),
    problems: z.array(FieldProblem),
  })
  .meta({ id: 'MappingView' })

export const SmartMapping = z
  .object({ targets: Mapping.shape.targets, reasons: z.record(z.string(), z.string()) })
  .meta({ id: 'SmartMapping' })

const PreviewValue = z.union([z.string(), z.number(), z.boolean()]).nullable()

export const PreviewMapping = z
  .strictObject({ mapping: Mapping, record: z.unknown().meta({ description: 'A record as the vendor sends it.' }) })
  .meta({ id: 'PreviewMapping' })

export const MappingPreview = z
  .object({
    isTaken: z.boolean().meta({ description: "False when the mapping's filter leaves this record out." }),
    fields: z.array(
      z.object({
        field: z.string(),
        value: PreviewValue,
        steps: z.array(z.object({ what: z.string(), value: PreviewValue })),
        problems: z.array(z.string()),
        error: z.string().nullable(),
      }),
    ),
    offered: z.array(z.object({ path: z.string(), value: PreviewValue })),
  })
  .meta({ id: 'MappingPreview' })

export const Sample = z.object({ records: z.array(z.unknown()) }).meta({ id: 'Sample' })
