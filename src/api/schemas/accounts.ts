import { z } from 'zod'
import { ENTITLEMENT_KINDS } from '#kit/define.ts'
import { FieldValue, id, instant } from './common.ts'
import { ActivityGrade } from './facts.ts'

const Status = z.enum(['active', 'suspended', 'inactive', 'invited', 'unknown'])

export const Account = z
  .object({
    id,
    connectionId: id,
    connectionName: z.string(),
    appId: z.string(),
    appName: z.string(),
    externalId: z.string(),
    email: z.string().nullable(),
    username: z.string().nullable(),
    displayName: z.string().nullable(),
    givenName: z.string().nullable(),
    familyName: z.string().nullable(),
    status: Status,
    sourceStatus: Status,
    vendorStatus: z.string().nullable(),
    manualStatus: Status.nullable(),
    role: z.string().nullable(),
    isAdmin: z.boolean(),
    isServiceAccount: z.boolean(),
    isGuest: z.boolean(),
    /** The account that the connection's credential runs as. */
    isIntegrationAccount: z.boolean(),
    /** An instant; a plain date where the vendor tells the day only. Null: nothing is known, which is not "never". */
    lastActiveAt: z.union([instant, z.iso.date()]).nullable(),
    lastActivePrecision: z.enum(['instant', 'day']).nullable(),
    lastActiveGrade: ActivityGrade.nullable(),
    /** The list that told it: `accounts`, or the name of an activity stream. */
    lastActiveSource: z.string().nullable(),
    createdAt: instant.nullable(),
    personId: id.nullable(),
    personName: z.string().nullable(),
    unmatchedReason: z.string().nullable(),
    ignored: z.boolean(),
    licences: z.array(z.string()),
    fields: z.record(z.string(), FieldValue),
    claims: z.record(z.string(), FieldValue),
    firstSeenAt: instant,
    missingSince: instant.nullable(),
  })
  .meta({ id: 'Account' })

const HeldEntitlement = z
  .object({
    id,
    kind: z.enum(ENTITLEMENT_KINDS),
    externalId: z.string(),
    name: z.string(),
    since: instant,
  })
  .meta({ id: 'HeldEntitlement' })

export const AccountDetail = Account.extend({ entitlements: z.array(HeldEntitlement) }).meta({ id: 'AccountDetail' })

export const AccountEdit = z
  .strictObject({ manualStatus: Status.nullable() })
  .meta({ id: 'AccountEdit', description: 'A status that holds whatever the vendor says; null takes it away.' })

export const AccountMatch = z
  .union([z.strictObject({ personId: id }), z.strictObject({ create: z.literal(true) })])
  .meta({ id: 'AccountMatch' })

export const AccountIgnore = z.strictObject({ ignored: z.boolean() }).meta({ id: 'AccountIgnore' })

export const Entitlement = z
  .object({
    id,
    connectionId: id,
    connectionName: z.string(),
    appId: z.string(),
    kind: z.enum(ENTITLEMENT_KINDS),
    externalId: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    /** Seats that were bought; null where the vendor does not tell. `accountCount` are those that are assigned. */
    seats: z.number().int().nullable(),
    /** Of an app that a sign-on service assigns: its site or the address that opens it. */
    url: z.string().nullable(),
    accountCount: z.number().int(),
    missingSince: instant.nullable(),
  })
  .meta({ id: 'Entitlement' })
