import { IconKey, IconRobot, IconTerminal2, IconUser, type Icon } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { AuditEvent } from '../../lib/api-types.ts'
import { wordsOf } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import { DataTable, PrimaryCell, ROW_LINK, type Column } from '../../ui/data-table.tsx'
import { RelativeTime } from '../../ui/time.tsx'

type Props = {
  events: AuditEvent[]
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

const SOURCE_ICON: Record<AuditEvent['actor']['kind'], Icon> = {
  user: IconUser,
  token: IconKey,
  cli: IconTerminal2,
  system: IconRobot,
}

export function AuditTable({ events, more }: Props) {
  const { audit: words } = texts
  const columns: Column<AuditEvent>[] = [
    {
      id: 'action',
      header: words.columns.action,
      cell: (event) => (
        <PrimaryCell detail={nameOf(event)}>
          <Link
            from="/audit"
            to="/audit"
            search={(before) => ({ ...before, event: event.id })}
            replace
            className={ROW_LINK}
          >
            {wordsOf(event.action)}
          </Link>
        </PrimaryCell>
      ),
    },
    { id: 'actor', header: words.columns.actor, cell: (event) => <Who event={event} /> },
    {
      id: 'target',
      header: words.columns.target,
      hideBelow: 'md',
      cell: ({ targetKind }) => (targetKind === null ? <span className="muted">—</span> : wordsOf(targetKind)),
    },
    {
      id: 'address',
      header: words.columns.address,
      hideBelow: 'lg',
      cell: ({ address }) => <span className="mono muted">{address ?? '—'}</span>,
    },
    { id: 'at', header: words.columns.at, align: 'right', cell: ({ at }) => <RelativeTime at={at} /> },
  ]
  return <DataTable label={words.list} rows={events} columns={columns} rowKey={({ id }) => id} more={more} />
}

function Who({ event: { actor } }: { event: AuditEvent }) {
  const SourceIcon = SOURCE_ICON[actor.kind]
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
      <SourceIcon
        size={15}
        stroke={1.7}
        aria-label={texts.audit.sources[actor.kind]}
        role="img"
        style={{ flexShrink: 0 }}
      />
      <span style={{ overflowWrap: 'anywhere' }}>{actor.name ?? texts.audit.somebody}</span>
    </span>
  )
}

/** What an event was about, where its details say a name. */
export function nameOf({ detail }: AuditEvent): string | undefined {
  const name = detail['name']
  return typeof name === 'string' ? name : undefined
}
