import { readSummary } from '#core/settings/read-summary.ts'
import { defineRoute } from '../../route.ts'
import { Summary } from '../../schemas/access.ts'

export default defineRoute({
  method: 'GET',
  path: '/summary',
  tag: 'Summary',
  summary: 'How much there is of everything, and what waits',
  permission: 'directory:read',
  success: { status: 200, body: Summary },
  errors: [],
  handle: ({ db }) => readSummary(db),
})
