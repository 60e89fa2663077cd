import { z } from 'zod'
import { id, instant, nameText } from './common.ts'

export const App = z
  .object({
    id: z.string(),
    name: z.string(),
    connector: z.string().nullable(),
    category: z.string(),
    description: z.string(),
    site: z.string().nullable(),
    connectionCount: z.number().int(),
    accountCount: z.number().int(),
    activeAccountCount: z.number().int(),
    /** The oldest of its connections' times (F83). */
    asOf: instant.nullable(),
  })
  .meta({ id: 'App' })

export const AppCategory = z
  .object({ category: z.string(), apps: z.number().int(), connectable: z.number().int() })
  .meta({ id: 'AppCategory' })

const count = z.number().int()

const Use = z.object({
  people: count.describe('Persons with an active account, each once.'),
  accounts: count,
  byStatus: z.object({ active: count, suspended: count, inactive: count, invited: count, unknown: count }),
  recent: count
    .nullable()
    .describe('Active accounts that were used in the last 30 days; null where the vendor tells no last use.'),
  lastUsedAt: instant.nullable(),
  seats: z
    .object({ bought: count, held: count })
    .nullable()
    .describe('Of the licences whose vendor tells how many seats were bought.'),
})

export const AppUse = z
  .object({ total: Use, connections: z.array(Use.extend({ connectionId: id })) })
  .meta({ id: 'AppUse' })

export const appId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'Small letters, digits and hyphens; at most 63, beginning with a letter or digit.',
  )

export const NewApp = z
  .strictObject({
    id: appId.optional(),
    name: nameText,
    category: z.string().trim().min(1).max(100),
    description: z.string().trim().max(2000).optional(),
  })
  .meta({ id: 'NewApp' })
