import { EVERY } from '#core/connections/schedule.ts'
import { Filter, Mapping } from '#mapping/mapping.ts'
import { z } from 'zod'
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
    state: z.enum(['draft', 'active', 'paused', 'disconnected']),
    error: Failure.nullable(),
    /** Start of the newest sync that is fetched and applied (F81). */
    asOf: instant.nullable(),
    nextDueAt: instant.nullable(),
    vendorTenantId: z.string().nullable(),
    vendorTenantName: z.string().nullable(),
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
  })
  .meta({ id: 'ConnectionEdit' })

export const Reconnect = z
  .strictObject({
    credential: credentialFields.optional(),
    credentialId: id.optional(),
    method: z.string().max(63).optional(),
  })
  .meta({ id: 'Reconnect' })

export const Launch = z.strictObject({ sync: z.boolean().optional() }).meta({ id: 'Launch' })

export const Confirmation = z
  .strictObject({ confirm: z.string().max(200).optional() })
  .meta({ id: 'Confirmation', description: "The connection's name, typed." })

export const ProbeResult = z
  .object({ ok: z.literal(true), tenantId: z.string().nullable(), tenantName: z.string().nullable() })
  .meta({ id: 'ProbeResult' })

export const GrantedScope = z
  .object({
    id: z.string(),
    label: z.string(),
    serves: z.enum(['discovery', 'provisioning', 'workflows']),
    required: z.boolean(),
    /** Null when the vendor does not tell. */
    granted: z.boolean().nullable(),
  })
  .meta({ id: 'GrantedScope' })

export const MappingView = z
  .object({
    targets: Mapping.shape.targets,
    customFields: Mapping.shape.customFields.unwrap(),
    sources: z.array(z.object({ name: z.string(), path: z.string() })),
    filter: Filter.nullable(),
    restoreArchived: z.boolean(),
    offered: z.array(SourceField),
    problems: z.array(FieldProblem),
  })
  .meta({ id: 'MappingView' })

export const SmartMapping = z
  .object({ targets: Mapping.shape.targets, reasons: z.record(z.string(), z.string()) })
  .meta({ id: 'SmartMapping' })

export const Sample = z.object({ records: z.array(z.unknown()) }).meta({ id: 'Sample' })
