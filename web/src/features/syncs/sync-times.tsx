import type { Sync } from '../../lib/api-types.ts'
import { durationText, exactTime } from '../../lib/time.ts'
import { texts } from '../../lib/texts.ts'
import { Facts, Panel } from '../../ui/page.tsx'
import { isRunning } from '../../lib/queries/syncs.ts'

/** When what happened; each after the first with how long it took from the start. */
export function SyncTimes({ sync }: { sync: Sync }) {
  const { times } = texts.syncs
  const { startedAt } = sync
  const at = (instant: string | null) => {
    if (instant === null) return undefined
    return (
      <time dateTime={instant}>
        {exactTime(instant)}
        {startedAt && instant !== startedAt && <span className="muted"> · {durationText(startedAt, instant)}</span>}
      </time>
    )
  }
  const isUnsealed = sync.sealedAt === null && !isRunning(sync) && sync.fetchedAt !== null
  return (
    <Panel>
      <Facts
        facts={[
          [times.trigger, texts.words.trigger[sync.trigger]],
          [times.started, at(sync.startedAt)],
          [times.fetched, at(sync.fetchedAt)],
          [times.sealed, isUnsealed ? times.notSealed : at(sync.sealedAt)],
          [times.applied, at(sync.appliedAt)],
          [times.finished, at(sync.finishedAt)],
        ]}
      />
    </Panel>
  )
}
