import type { Db } from '#db/pool.ts'
import { isWorking, type Sync } from '#core/syncs/sync.ts'
import { getSync } from '#core/syncs/syncs.store.ts'

/** Lets many clients follow the same sync at the price of one. */
export type SyncProgress = {
  /**
   * The sync as it stands, then at every change, until it has ended or is held. Throws `not_found` before the first.
   * A follower that is slow misses steps in between, never the last one.
   */
  follow(syncId: string, signal: AbortSignal): AsyncGenerator<Sync>
}

/** Four times a second is as smooth as a bar needs to be. */
const INTERVAL_MS = 250

type Watch = { latest: Promise<Sync>; followers: number; stop: () => void }

/** Asks the database, not the worker: the worker may be another process, or gone. */
export function createSyncProgress(db: Db, intervalMs = INTERVAL_MS): SyncProgress {
  const watches = new Map<string, Watch>()

  const watch = (syncId: string): Watch => {
    const known = watches.get(syncId)
    if (known) return known
    let stopped = false
    let timer: NodeJS.Timeout | undefined
    const next = () =>
      new Promise<Sync>((resolve, reject) => {
        timer = setTimeout(() => void getSync(db, syncId).then(resolve, reject), intervalMs)
      })
    const made: Watch = {
      latest: next(),
      followers: 0,
      stop() {
        stopped = true
        clearTimeout(timer)
      },
    }
    const goOn = () => {
      const turn = () => {
        if (stopped) return
        made.latest = next()
        goOn()
      }
      // A failure reaches the followers through the promise that they wait for.
      made.latest.then(turn, () => watches.delete(syncId))
    }
    goOn()
    watches.set(syncId, made)
    return made
  }

  return {
    async *follow(syncId, signal) {
      let sync = await getSync(db, syncId)
      let sent = JSON.stringify(sync)
      yield sync
      if (!isWorking(sync.state)) return
      const shared = watch(syncId)
      shared.followers++
      try {
        while (isWorking(sync.state)) {
          sync = await shared.latest
          // One who has gone is noticed at the next look, which is soon enough.
          if (signal.aborted) return
          const text = JSON.stringify(sync)
          if (text !== sent) yield sync
          sent = text
        }
      } finally {
        if (--shared.followers === 0) {
          shared.stop()
          watches.delete(syncId)
        }
      }
    },
  }
}
