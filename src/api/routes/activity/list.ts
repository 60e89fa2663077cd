import { listActivity } from '#core/activity/list-activity.ts'
import { defineRoute } from '../../route.ts'
import { appId } from '../../schemas/apps.ts'
import { id, listQuery, page } from '../../schemas/common.ts'
import { ActivityDay, since } from '../../schemas/facts.ts'

export default defineRoute({
  method: 'GET',
  path: '/activity',
  tag: 'Activity',
  summary: 'List what accounts did, by day',
  permission: 'directory:read',
  query: listQuery({
    account_id: id.optional(),
    person_id: id.optional(),
    app_id: appId.optional(),
    connection_id: id.optional(),
    since,
  }),
  success: { status: 200, body: page(ActivityDay) },
  errors: [],
  handle: ({ db, query }) =>
    listActivity(db, {
      ...query,
      accountId: query.account_id,
      personId: query.person_id,
      appId: query.app_id,
      connectionId: query.connection_id,
    }),
})
