import { z } from 'zod'
import { Failure, id, instant } from './common.ts'

export const SyncState = z.enum([
  'queued',
  'fetching',
  'planning',
  'held',
  'applying',
  'done',
  'partial',
  'failed',
  'cancelled',
])

const count = z.number().int()

export const Sync = z
  .object({
    id,
    connectionId: id,
    generation: z.number().int(),
    trigger: z.enum(['manual', 'schedule', 'preview']),
    state: SyncState,
    startedAt: instant.nullable(),
    fetchedAt: instant.nullable(),
    sealedAt: instant.nullable(),
    appliedAt: instant.nullable(),
    finishedAt: instant.nullable(),
    counts: z.object({
      read: count,
      created: count,
      updated: count,
      unchanged: count,
      deactivated: count,
      reactivated: count,
      skipped: count,
      failed: count,
    }),
    error: Failure.nullable(),
    hold: z.array(z.object({ rule: z.string(), text: z.string() })).nullable(),
    undoable: z.boolean(),
    progress: z.object({ stream: z.string().nullable(), read: count, expected: count.nullable(), pages: count }),
    createdAt: instant,
  })
  .meta({ id: 'Sync' })

export const SyncIssue = z
  .object({
    id: z.string(),
    syncId: id,
    connectionId: id,
    stream: z.string(),
    kind: z.enum(['skipped', 'failed', 'repaired', 'notice']),
    reason: z.string(),
    externalId: z.string().nullable(),
    name: z.string().nullable(),
    message: z.string(),
  })
  .meta({ id: 'SyncIssue' })

export const IssueReason = z
  .object({ kind: SyncIssue.shape.kind, reason: z.string(), count })
  .meta({ id: 'IssueReason' })

export const ChangeAction = z.enum(['create', 'update', 'deactivate', 'reactivate'])
export const ChangeState = z.enum(['planned', 'held', 'applied', 'discarded', 'undone'])

export const SyncChange = z
  .object({
    id: z.string(),
    accountId: id.nullable(),
    externalId: z.string(),
    name: z.string().nullable(),
    personId: id.nullable(),
    action: ChangeAction,
    personAction: z.enum(['create', 'link', 'update']).nullable(),
    reason: z.string(),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
    /** Under which name the connection writes (F57). */
    author: z.string(),
    state: ChangeState,
  })
  .meta({ id: 'SyncChange' })

export const SyncPlan = z
  .object({
    counts: Sync.shape.counts,
    hold: Sync.shape.hold,
    summary: z.array(z.object({ action: z.string(), reason: z.string(), count })),
    items: z.array(SyncChange),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'SyncPlan' })
