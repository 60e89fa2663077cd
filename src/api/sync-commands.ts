import type { Clock } from '#base/clock.ts'
import type { Actor } from '#core/audit/actor.ts'
import { recordAudit } from '#core/audit/record-audit.ts'
import { requireUnreadUpload } from '#core/files/uploads.store.ts'
import { requireSync } from '#core/syncs/syncs.store.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { afterDecision, approveSync, cancelSync, discardSync, requestSync, type Enqueue } from '#sync/commands.ts'
import { undoSync } from '#sync/undo.ts'

/** What people may ask of the engine. Each is one transaction with its audit line. */
export type SyncCommands = {
  /** Throws `not_found`, `sync_running`, `connection_draft`, `connection_disconnected`, or `conflict` for a file that was read. */
  request(input: { connectionId: string; trigger: 'manual' | 'preview'; actor: Actor }): Promise<{ syncId: string }>
  /** Throws `not_found` or `sync_not_held`, as `discard` does. */
  approve(input: Target): Promise<void>
  discard(input: Target): Promise<void>
  /** Throws `not_found` or `sync_finished`. */
  cancel(input: Target): Promise<void>
  /** Throws `not_found`, `sync_not_undoable` or `sync_running`. */
  undo(input: Target): Promise<void>
}

type Target = { syncId: string; actor: Actor }

type Parts = { db: Db; clock: Clock; connectors: ReadonlyMap<string, Connector>; enqueue: Enqueue }

/** A merge of a hundred thousand accounts takes longer than a page may ask for. */
const STATEMENT_TIMEOUT_MS = 15 * 60_000

export function createSyncCommands({ db, clock, connectors, enqueue }: Parts): SyncCommands {
  const act = (action: string, { syncId, actor }: Target, change: (tx: Tx) => Promise<void>) =>
    db.tx(
      async (tx) => {
        await requireSync(tx, syncId)
        await change(tx)
        await recordAudit(tx, actor, { action, target: { kind: 'sync', id: syncId } })
      },
      { statementTimeoutMs: STATEMENT_TIMEOUT_MS },
    )
  return {
    request: ({ connectionId, trigger, actor }) =>
      db.tx(async (tx) => {
        if (trigger === 'manual') await requireUnreadUpload(tx, connectionId)
        const { syncId } = await requestSync(tx, enqueue, { connectionId, trigger })
        await recordAudit(tx, actor, {
          action: trigger === 'preview' ? 'sync.preview' : 'sync.start',
          target: { kind: 'sync', id: syncId },
          detail: { connectionId },
        })
        return { syncId }
      }),
    async approve(target) {
      await act('sync.approve', target, (tx) => approveSync(tx, connectors, target.syncId, clock.now()))
      await afterDecision(db, target.syncId)
    },
    async discard(target) {
      await act('sync.discard', target, (tx) => discardSync(tx, connectors, target.syncId, clock.now()))
      await afterDecision(db, target.syncId)
    },
    cancel: (target) => act('sync.cancel', target, (tx) => cancelSync(tx, target.syncId, clock.now())),
    undo: (target) => act('sync.undo', target, (tx) => undoSync(tx, target.syncId, clock.now())),
  }
}
