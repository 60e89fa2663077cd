import { getConnection } from '#core/connections/connections.store.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { ScheduleView } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'GET',
  path: '/connections/{id}/schedule',
  tag: 'Connections',
  summary: 'When a connection is synced by itself',
  permission: 'connections:read',
  params: byId,
  success: { status: 200, body: ScheduleView },
  errors: [],
  handle: async ({ db, params }) => {
    const { schedule, nextDueAt } = await getConnection(db, params.id)
    return { ...schedule, nextDueAt }
  },
})
