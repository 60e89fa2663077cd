import { z } from 'zod'
import { listFigures } from '#insights/daily-figures.ts'
import { defineRoute } from '../../route.ts'
import { DailyFigures } from '../../schemas/dashboards.ts'

export default defineRoute({
  method: 'GET',
  path: '/dashboards/trends',
  tag: 'Dashboards',
  summary: 'How many people, accounts and seats there were on each day',
  permission: 'directory:read',
  query: z.strictObject({
    days: z.coerce.number().int().min(1).max(366).default(180).meta({ description: 'How far back.' }),
  }),
  success: { status: 200, body: z.object({ items: z.array(DailyFigures) }) },
  errors: [],
  handle: async ({ db, clock, query }) => ({ items: await listFigures(db, query.days, clock.now()) }),
})
