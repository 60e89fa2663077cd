import { z } from 'zod'
import { id, instant } from './common.ts'

/** How much an activity says: a sign-in to the app, one through a sign-on service, or something done in it. */
export const ActivityGrade = z.enum(['login', 'sso', 'action'])

/** From which day on; of an instant the day counts, in UTC. */
export const since = z.union([z.iso.date(), z.iso.datetime({ offset: true }).transform(toUtc)]).optional()

function toUtc(value: string): string {
  return new Date(value).toISOString()
}

export const ActivityDay = z
  .object({
    id: z.string(),
    accountId: id,
    accountName: z.string().nullable(),
    connectionId: id,
    connectionName: z.string(),
    appId: z.string(),
    appName: z.string(),
    personId: id.nullable(),
    personName: z.string().nullable(),
    /** In UTC, or as the vendor tells it. */
    day: z.iso.date(),
    grade: ActivityGrade,
    events: z.number().int(),
    /** Null: the vendor tells the day only. */
    lastAt: instant.nullable(),
    /** The newest, in the vendor's word. */
    action: z.string().nullable(),
    /** The app that was opened through a sign-on service. */
    via: z.object({ externalId: z.string(), name: z.string().nullable(), entitlementId: id.nullable() }).nullable(),
  })
  .meta({ id: 'ActivityDay', description: 'What an account did on one day, by grade and app.' })

export const Transaction = z
  .object({
    id,
    connectionId: id,
    connectionName: z.string(),
    appId: z.string(),
    appName: z.string(),
    externalId: z.string(),
    date: z.iso.date(),
    /** A decimal number as text; negative for a credit. */
    amount: z.string(),
    currency: z.string(),
    description: z.string(),
    /** The days that it pays for. */
    period: z.object({ from: z.iso.date(), to: z.iso.date() }).nullable(),
  })
  .meta({ id: 'Transaction' })
