import { listNewestIssues } from '#core/syncs/sync-issues.store.ts'
import { defineRoute } from '../../route.ts'
import { id, listQuery, page } from '../../schemas/common.ts'
import { SyncIssue } from '../../schemas/syncs.ts'

export default defineRoute({
  method: 'GET',
  path: '/sync-issues',
  tag: 'Syncs',
  summary: "The issues of every connection's newest sync",
  permission: 'syncs:read',
  query: listQuery({ connection_id: id.optional(), kind: SyncIssue.shape.kind.optional() }),
  success: { status: 200, body: page(SyncIssue) },
  errors: [],
  handle: ({ db, query }) => listNewestIssues(db, { ...query, connectionId: query.connection_id }),
})
