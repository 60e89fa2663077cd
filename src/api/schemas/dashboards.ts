import { z } from 'zod'
import { id, instant } from './common.ts'

const count = z.int().min(0)

export const DailyFigures = z
  .object({
    day: z.iso.date().meta({ description: 'In UTC.' }),
    people: count,
    activePeople: count,
    accounts: count,
    activeAccounts: count,
    leftOpen: count.meta({ description: 'Active accounts of people who left.' }),
    seats: count.nullable().meta({ description: 'Seats that were bought, of licences whose vendor tells it.' }),
    usedSeats: count.nullable(),
  })
  .meta({ id: 'DailyFigures' })

export const RecentChanges = z
  .object({
    since: instant,
    counts: z.object({ joined: count, left: count, created: count, deactivated: count, reactivated: count }),
    latest: z.array(
      z.object({
        syncId: id,
        connectionId: id,
        connectionName: z.string(),
        accountId: id.nullable(),
        personId: id.nullable(),
        name: z.string().nullable(),
        kind: z
          .enum(['joined', 'left', 'created', 'deactivated', 'reactivated'])
          .meta({ description: 'Joined and left are said of people, by a primary source; the others of accounts.' }),
        at: instant,
      }),
    ),
  })
  .meta({ id: 'RecentChanges' })
