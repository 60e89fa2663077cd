import { z } from 'zod'
import { readRecentChanges } from '#insights/recent-changes.ts'
import { defineRoute } from '../../route.ts'
import { RecentChanges } from '../../schemas/dashboards.ts'

const HOUR_MS = 3_600_000

export default defineRoute({
  method: 'GET',
  path: '/dashboards/changes',
  tag: 'Dashboards',
  summary: 'Who came and went lately, and whose accounts',
  permission: 'directory:read',
  query: z.strictObject({
    hours: z.coerce.number().int().min(1).max(744).default(24).meta({ description: 'How far back.' }),
  }),
  success: { status: 200, body: RecentChanges },
  errors: [],
  handle: ({ db, clock, query }) => readRecentChanges(db, new Date(clock.now().getTime() - query.hours * HOUR_MS)),
})
