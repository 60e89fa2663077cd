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
    let wake = () => {}
    const next = () =>
      new Promise<Sync>((resolve, reject) => {
        const timer = setTimeout(() => void getSync(db, syncId).then(resolve, reject), intervalMs)
        wake = () => clearTimeout(timer)
      })
    const made: Watch = { latest: next(), followers: 0, stop: () => wake() }
    const turn = () => {
      made.latest = next()
      // A failure reaches the followers through the promise that they wait for.
      made.latest.then(turn, () => watches.delete(syncId))
    }
    made.latest.then(turn, () => watches.delete(syncId))
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
        while (!signal.aborted && isWorking(sync.state)) {
          sync = await Promise.race([shared.latest, aborted(signal)])
          const text = JSON.stringify(sync)
          if (text !== sent) yield sync
          sent = text
        }
      } catch (error) {
        if (!signal.aborted) throw error
      } finally {
        if (--shared.followers === 0) {
          shared.stop()
          watches.delete(syncId)
        }
      }
    },
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new Error('the client is gone'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
}
