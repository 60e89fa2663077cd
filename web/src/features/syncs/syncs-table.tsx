import { Link } from '@tanstack/react-router'
import type { Connection, Sync } from '../../lib/api-types.ts'
import { figure } from '../../lib/format.ts'
import { durationText } from '../../lib/time.ts'
import { texts } from '../../lib/texts.ts'
import { DataTable, PrimaryCell, ROW_LINK, type Column } from '../../ui/data-table.tsx'
import { Monogram } from '../../ui/monogram.tsx'
import { SyncStatus } from '../../ui/status.tsx'
import { RelativeTime } from '../../ui/time.tsx'

type Props = {
  syncs: Sync[]
  /** To name them; without, the table is of one connection and names the syncs only. */
  connections?: readonly Connection[]
  more?: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

/** Runs, newest first. */
export function SyncsTable({ syncs, connections, more }: Props) {
  const byId = connections && new Map(connections.map((connection) => [connection.id, connection]))
  const { columns: heads } = texts.syncs
  const columns: Column<Sync>[] = [
    {
      id: 'sync',
      header: byId ? heads.connection : heads.sync,
      cell: (sync) => {
        const connection = byId?.get(sync.connectionId)
        const name = texts.syncs.session(sync.generation)
        return (
          <PrimaryCell
            icon={byId && <Monogram name={connection?.appName ?? '?'} size={26} />}
            detail={byId ? `${name} · ${texts.words.trigger[sync.trigger]}` : texts.words.trigger[sync.trigger]}
          >
            <Link to="/syncs/$syncId" params={{ syncId: sync.id }} className={ROW_LINK}>
              {byId ? (connection?.name ?? texts.syncs.unknownConnection) : name}
            </Link>
          </PrimaryCell>
        )
      },
    },
    { id: 'state', header: heads.state, cell: (sync) => <SyncStatus state={sync.state} /> },
    {
      id: 'started',
      header: heads.started,
      hideBelow: 'sm',
      cell: (sync) => <RelativeTime at={sync.startedAt ?? sync.createdAt} />,
    },
    {
      id: 'took',
      header: heads.took,
      hideBelow: 'lg',
      align: 'right',
      cell: ({ startedAt, finishedAt }) =>
        startedAt && finishedAt ? <span className="muted">{durationText(startedAt, finishedAt)}</span> : null,
    },
    { id: 'read', header: heads.read, hideBelow: 'md', align: 'right', cell: (sync) => figure(sync.counts.read) },
    {
      id: 'changes',
      header: heads.changes,
      hideBelow: 'md',
      cell: ({ counts }) => (
        <span className={isQuiet(counts) ? 'muted' : undefined}>
          {texts.syncs.changesSummary(counts.created, counts.updated, counts.deactivated, counts.reactivated)}
        </span>
      ),
    },
    {
      id: 'skipped',
      header: heads.skipped,
      hideBelow: 'lg',
      align: 'right',
      cell: ({ counts }) => (
        <span className={counts.skipped + counts.failed === 0 ? 'muted' : undefined}>
          {figure(counts.skipped + counts.failed)}
        </span>
      ),
    },
  ]
  return <DataTable label={texts.syncs.list} rows={syncs} columns={columns} rowKey={(sync) => sync.id} more={more} />
}

function isQuiet(counts: Sync['counts']): boolean {
  return counts.created + counts.updated + counts.deactivated + counts.reactivated === 0
}
