import { listIssuesOfSync, listReasons } from '#core/syncs/sync-issues.store.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { byId, listQuery } from '../../schemas/common.ts'
import { IssueReason, SyncIssue } from '../../schemas/syncs.ts'

export default defineRoute({
  method: 'GET',
  path: '/syncs/{id}/issues',
  tag: 'Syncs',
  summary: 'Records that a sync skipped or repaired, and why',
  permission: 'syncs:read',
  params: byId,
  query: listQuery({ kind: SyncIssue.shape.kind.optional(), reason: z.string().max(100).optional() }),
  success: {
    status: 200,
    body: z.object({
      items: z.array(SyncIssue),
      nextCursor: z.string().nullable(),
      reasons: z.array(IssueReason),
    }),
  },
  errors: [],
  handle: async ({ db, params, query }) => {
    const list = await listIssuesOfSync(db, params.id, query)
    return { ...list, reasons: await listReasons(db, params.id) }
  },
})
