import { setSchedule } from '#core/connections/set-schedule.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Schedule, ScheduleView } from '../../schemas/connections.ts'

export default defineRoute({
  method: 'PUT',
  path: '/connections/{id}/schedule',
  tag: 'Connections',
  summary: 'Set when a connection is synced by itself',
  permission: 'connections:write',
  params: byId,
  body: Schedule,
  success: { status: 200, body: ScheduleView },
  errors: [],
  handle: async ({ db, clock, actor, params, body }) => {
    const { schedule, nextDueAt } = await setSchedule({ db, clock }, actor, params.id, body)
    return { ...schedule, nextDueAt }
  },
})
