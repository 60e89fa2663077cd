export const SYNC_STATES = [
  'queued',
  'fetching',
  'planning',
  'held',
  'applying',
  'done',
  'partial',
  'failed',
  'cancelled',
] as const

export type SyncState = (typeof SYNC_STATES)[number]

export type SyncTrigger = 'manual' | 'schedule' | 'preview'

export type SyncCounts = {
  read: number
  created: number
  updated: number
  unchanged: number
  deactivated: number
  reactivated: number
  skipped: number
  failed: number
}

export type Sync = {
  id: string
  connectionId: string
  generation: number
  trigger: SyncTrigger
  state: SyncState
  startedAt: Date | null
  fetchedAt: Date | null
  sealedAt: Date | null
  appliedAt: Date | null
  finishedAt: Date | null
  counts: SyncCounts
  error: { code: string; message: string } | null
  /** Why it waits for a person. */
  hold: { rule: string; text: string }[] | null
  undoable: boolean
  progress: { stream: string | null; read: number; expected: number | null; pages: number }
  createdAt: Date
}

const WORKING: ReadonlySet<SyncState> = new Set(['queued', 'fetching', 'planning', 'applying'])

/** Whether it goes on by itself. A held sync waits for a person, so nothing more is to be seen of it. */
export function isWorking(state: SyncState): boolean {
  return WORKING.has(state)
}
