import type { Sync } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { StatTiles, type Stat } from '../../ui/stat-tiles.tsx'

const ORDER = ['read', 'created', 'updated', 'unchanged', 'deactivated', 'reactivated', 'skipped', 'failed'] as const

const TONES: Partial<Record<(typeof ORDER)[number], Stat['tone']>> = { deactivated: 'warn', failed: 'bad' }

/** What a sync has done, or what a plan would do, in figures. */
export function SyncCounts({ counts }: { counts: Sync['counts'] }) {
  return (
    <StatTiles
      isDense
      stats={ORDER.map((name) => ({ label: texts.syncs.tiles[name], value: counts[name], tone: TONES[name] }))}
    />
  )
}
