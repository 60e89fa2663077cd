import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { Sync } from '../../schemas/syncs.ts'

export default defineRoute({
  method: 'GET',
  path: '/syncs/{id}/events',
  tag: 'Syncs',
  summary: 'Follow a sync: an event `progress` at every change, until it has ended or is held',
  permission: 'syncs:read',
  params: byId,
  success: { status: 200, body: Sync, events: true },
  errors: [],
  async *handle({ progress, params, request }) {
    for await (const sync of progress.follow(params.id, request.signal)) yield { event: 'progress', data: sync }
  },
})
