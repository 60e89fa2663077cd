import { Link } from '@tanstack/react-router'
import type { Entitlement } from '../../lib/api-types.ts'
import { figure } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import { DataTable, PrimaryCell, ROW_LINK, type Column } from '../../ui/data-table.tsx'
import { RelativeTime } from '../../ui/time.tsx'

type Props = {
  held: Entitlement[]
  /** Whether the app has several connections, so that it has to be said which. */
  hasMany: boolean
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

const { held: words } = texts.appPage

const COLUMNS: Column<Entitlement>[] = [
  {
    id: 'name',
    header: words.columns.name,
    cell: ({ id, appId, name, description }) => (
      <PrimaryCell detail={description}>
        <Link to="/apps/$appId/users" params={{ appId }} search={{ holds: id }} className={ROW_LINK}>
          {name}
        </Link>
      </PrimaryCell>
    ),
  },
  {
    id: 'kind',
    header: words.columns.kind,
    hideBelow: 'sm',
    cell: ({ kind }) => texts.words.entitlementKind[kind],
  },
  {
    id: 'connection',
    header: words.columns.connection,
    hideBelow: 'md',
    cell: ({ connectionName }) => <span className="muted">{connectionName}</span>,
  },
  {
    id: 'holders',
    header: words.columns.holders,
    align: 'right',
    cell: ({ accountCount }) => figure(accountCount),
  },
  {
    id: 'seats',
    header: words.columns.seats,
    align: 'right',
    hideBelow: 'sm',
    cell: ({ seats }) => (seats === null ? <span className="muted">{texts.common.none}</span> : figure(seats)),
  },
  {
    id: 'state',
    header: words.columns.state,
    hideBelow: 'md',
    cell: ({ missingSince }) =>
      missingSince === null ? (
        <span className="muted">{words.there}</span>
      ) : (
        <>
          {words.gone} <RelativeTime at={missingSince} />
        </>
      ),
  },
]

/** Licences, groups and roles; each leads to who holds it. */
export function HeldTable({ held, hasMany, more }: Props) {
  return (
    <DataTable
      label={words.list}
      rows={held}
      columns={COLUMNS.filter(({ id }) => hasMany || id !== 'connection')}
      rowKey={({ id }) => id}
      isDim={({ missingSince }) => missingSince !== null}
      more={more}
    />
  )
}
