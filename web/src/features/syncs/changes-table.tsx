import { Link } from '@tanstack/react-router'
import type { SyncChange } from '../../lib/api-types.ts'
import { valueText, wordsOf } from '../../lib/format.ts'
import { reasonText, texts } from '../../lib/texts.ts'
import { DataTable, PrimaryCell, ROW_LINK, type Column } from '../../ui/data-table.tsx'
import { ChangeStatus, Status, type Tone } from '../../ui/status.tsx'
import classes from './sync-progress.module.css'

const TONES: Record<SyncChange['action'], Tone> = {
  create: 'good',
  update: 'info',
  deactivate: 'warn',
  reactivate: 'good',
}

type Props = {
  changes: SyncChange[]
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

/** What a sync changed or would change, record by record, with the values before and after. */
export function ChangesTable({ changes, more }: Props) {
  const { columns: heads } = texts.syncs.changes
  const columns: Column<SyncChange>[] = [
    {
      id: 'account',
      header: heads.account,
      cell: (change) => (
        <PrimaryCell detail={change.name === null ? null : change.externalId}>{name(change)}</PrimaryCell>
      ),
    },
    {
      id: 'action',
      header: heads.action,
      cell: (change) => (
        <>
          <Status tone={TONES[change.action]} label={texts.words.action[change.action]} />
          {change.personAction && (
            <div className="muted" style={{ fontSize: 12 }}>
              {texts.words.personAction[change.personAction]}
            </div>
          )}
        </>
      ),
    },
    { id: 'why', header: heads.why, hideBelow: 'md', cell: (change) => reasonText(change.reason) },
    { id: 'what', header: heads.what, hideBelow: 'sm', cell: (change) => <Difference change={change} /> },
    { id: 'state', header: heads.state, hideBelow: 'lg', cell: (change) => <ChangeStatus state={change.state} /> },
  ]
  return (
    <DataTable
      label={texts.syncs.changes.title}
      rows={changes}
      columns={columns}
      rowKey={(change) => change.id}
      more={more}
    />
  )
}

function name(change: SyncChange) {
  const text = change.name ?? change.externalId
  // A planned person is not there yet.
  if (!change.personId || (change.state === 'planned' && change.personAction === 'create')) return text
  return (
    <Link to="/people/$personId" params={{ personId: change.personId }} className={ROW_LINK}>
      {text}
    </Link>
  )
}

const MOST_FIELDS = 5

function Difference({ change: { action, before, after } }: { change: SyncChange }) {
  const words = texts.syncs.changes
  const fields = differing(before, after)
  if (fields.length === 0) return <span className="muted">{action === 'create' ? words.new : words.nothingToShow}</span>
  return (
    <ul className={classes.diff}>
      {fields.slice(0, MOST_FIELDS).map(([field, was, is]) => (
        <li key={field}>
          <span className="muted">{wordsOf(field)}: </span>
          {before && (
            <>
              <del className={classes.before}>{was === null ? words.empty : valueText(was)}</del>
              <span aria-label={words.becomes}> → </span>
            </>
          )}
          <ins className={classes.after} style={{ textDecoration: 'none' }}>
            {is === null ? words.empty : valueText(is)}
          </ins>
        </li>
      ))}
      {fields.length > MOST_FIELDS && <li className="muted">{words.more(fields.length - MOST_FIELDS)}</li>}
    </ul>
  )
}

type Values = Record<string, unknown> | null

/** The fields whose value differs, those of objects (claims, fields) one by one. */
function differing(before: Values, after: Values): [field: string, was: unknown, is: unknown][] {
  const was = flat(before)
  const is = flat(after)
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((field): [string, unknown, unknown] => [field, was.get(field) ?? null, is.get(field) ?? null])
    .filter(([, one, other]) => JSON.stringify(one) !== JSON.stringify(other))
}

function flat(values: Values): Map<string, unknown> {
  const all = Object.entries(values ?? {}).flatMap(([field, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [[field, value]],
  )
  return new Map(all)
}
