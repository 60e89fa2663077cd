import { Progress } from '@mantine/core'
import type { Sync } from '../../lib/api-types.ts'
import { isRunning } from '../../lib/queries/syncs.ts'
import { texts } from '../../lib/texts.ts'
import classes from './sync-progress.module.css'

/** How far a running sync is. Without a total from the vendor the bar only says that something happens. */
export function SyncProgress({ sync }: { sync: Sync }) {
  if (!isRunning(sync)) return null
  const { progress, state } = sync
  const words = texts.syncs.progress
  const share =
    state === 'fetching' && progress.expected ? Math.min(100, (progress.read / progress.expected) * 100) : null
  const doing = {
    queued: words.queued,
    fetching: words.reading(progress.stream),
    planning: words.planning,
    applying: words.applying,
  }[state as 'queued' | 'fetching' | 'planning' | 'applying']
  return (
    <div className={classes.progress} data-testid="sync-progress">
      <div className={classes.line}>
        <strong role="status">{doing}</strong>
        <span className="muted tabular">{words.read(progress.read, progress.expected, progress.pages)}</span>
      </div>
      <Progress.Root size={6} radius="xl">
        <Progress.Section
          value={state === 'queued' ? 0 : (share ?? 100)}
          animated={share === null && state !== 'queued'}
          striped={share === null}
          aria-label={words.label}
        />
      </Progress.Root>
    </div>
  )
}
