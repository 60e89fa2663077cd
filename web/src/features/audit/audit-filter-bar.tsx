import { TextInput } from '@mantine/core'
import { wordsOf } from '../../lib/format.ts'
import type { AuditFilters } from '../../lib/queries/audit.ts'
import { texts } from '../../lib/texts.ts'
import { FilterBar, FilterSelect, SearchField } from '../../ui/filters.tsx'

/** What stands in the address. */
export type AuditSearch = {
  actor?: string | undefined
  source?: keyof typeof texts.audit.sources | undefined
  /** The beginning of an action: what it is done to. */
  noun?: string | undefined
  /** Days of the reader's zone; `until` is the last one. */
  since?: string | undefined
  until?: string | undefined
  /** The id of what it was done to. */
  target?: string | undefined
  event?: string | undefined
}

/** Nouns of actions; another one in the address works as well. */
const NOUNS = [
  'account',
  'api_token',
  'app',
  'audit',
  'connection',
  'connection_request',
  'credential',
  'person',
  'role',
  'session',
  'settings',
  'sync',
  'user',
  'vault',
]

export function AuditFilterBar({
  filters,
  onChange,
}: {
  filters: AuditSearch
  onChange: (change: Partial<AuditSearch>) => void
}) {
  const { audit: words } = texts
  const nouns = filters.noun === undefined || NOUNS.includes(filters.noun) ? NOUNS : [...NOUNS, filters.noun]
  return (
    <FilterBar>
      <SearchField
        label={words.actor}
        value={filters.actor ?? ''}
        onChange={(actor) => onChange({ actor: actor || undefined })}
      />
      <FilterSelect
        label={words.source}
        value={filters.source}
        options={Object.entries(words.sources).map(([value, label]) => ({ value, label }))}
        onChange={(source) => onChange({ source: source as AuditSearch['source'] })}
      />
      <FilterSelect
        label={words.noun}
        value={filters.noun}
        options={nouns.map((noun) => ({ value: noun, label: wordsOf(noun) }))}
        onChange={(noun) => onChange({ noun })}
      />
      <Day label={words.since} value={filters.since} onChange={(since) => onChange({ since })} />
      <Day label={words.until} value={filters.until} onChange={(until) => onChange({ until })} />
    </FilterBar>
  )
}

type DayProps = { label: string; value: string | undefined; onChange: (day: string | undefined) => void }

function Day({ label, value, onChange }: DayProps) {
  return (
    <TextInput
      type="date"
      aria-label={label}
      leftSection={
        <span className="muted" style={{ fontSize: 12 }} aria-hidden>
          {label}
        </span>
      }
      leftSectionWidth={44}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  )
}

/** The filters as the API names them. */
export function queryOf({ actor, source, noun, since, until, target }: AuditSearch): AuditFilters {
  return {
    actor,
    source,
    action: noun,
    target_id: target,
    since: instant(since, 0),
    until: instant(until, 1),
  }
}

/** Midnight at which a day of the reader's zone begins, some days later. */
function instant(day: string | undefined, later: number): string | undefined {
  const date = day === undefined ? undefined : new Date(`${day}T00:00:00`)
  if (!date || Number.isNaN(date.getTime())) return undefined
  date.setDate(date.getDate() + later)
  return date.toISOString()
}
