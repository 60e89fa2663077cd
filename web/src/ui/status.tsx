import type { ReactNode } from 'react'
import type { Connection, Person, Sync, SyncChange } from '../lib/api-types.ts'
import { texts } from '../lib/texts.ts'
import classes from './status.module.css'

/** What a state means at a glance. `open`: nothing has happened yet, or nothing is known. */
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'idle' | 'open'

/** A dot and a word: colour is never alone. */
export function Status({ tone, label, isBusy = false }: { tone: Tone; label: ReactNode; isBusy?: boolean }) {
  return (
    <span className={classes.status}>
      <span className={classes.dot} data-tone={tone} data-busy={isBusy || undefined} aria-hidden />
      <span className={classes.label}>{label}</span>
    </span>
  )
}

const STATUS_TONE: Record<Person['status'], Tone> = {
  active: 'good',
  suspended: 'warn',
  inactive: 'idle',
  invited: 'info',
  unknown: 'open',
}

/** Of a person or an account. */
export function HolderStatus({ status }: { status: Person['status'] }) {
  return <Status tone={STATUS_TONE[status]} label={texts.words.status[status]} />
}

const SYNC_TONE: Record<Sync['state'], Tone> = {
  queued: 'open',
  fetching: 'info',
  planning: 'info',
  held: 'warn',
  applying: 'info',
  done: 'good',
  partial: 'warn',
  failed: 'bad',
  cancelled: 'idle',
}

export function SyncStatus({ state }: { state: Sync['state'] }) {
  const isBusy = state === 'fetching' || state === 'planning' || state === 'applying'
  return <Status tone={SYNC_TONE[state]} label={texts.words.syncState[state]} isBusy={isBusy} />
}

const CHANGE_TONE: Record<SyncChange['state'], Tone> = {
  planned: 'open',
  held: 'warn',
  applied: 'good',
  discarded: 'idle',
  undone: 'idle',
}

export function ChangeStatus({ state }: { state: SyncChange['state'] }) {
  return <Status tone={CHANGE_TONE[state]} label={texts.words.changeState[state]} />
}

const HEALTH_TONE: Record<Connection['health']['colour'], Tone> = {
  green: 'good',
  yellow: 'warn',
  red: 'bad',
  grey: 'idle',
}

/** A connection's colour, with the reason in a word (F74); a sync that runs is what one wants to see first. */
export function ConnectionStatus({ connection }: { connection: Pick<Connection, 'health' | 'runningSync'> }) {
  const { health, runningSync } = connection
  if (runningSync) return <SyncStatus state={runningSync.state} />
  const isOpen = health.reason === 'draft' || health.reason === 'waiting'
  return <Status tone={isOpen ? 'open' : HEALTH_TONE[health.colour]} label={texts.connections.health[health.reason]} />
}
