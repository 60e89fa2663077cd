import { Link } from '@tanstack/react-router'
import type { AppUse, Connection } from '../../lib/api-types.ts'
import { figure } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import { DataTable, PrimaryCell, ROW_LINK, type Column } from '../../ui/data-table.tsx'
import { ConnectionStatus } from '../../ui/status.tsx'
import { RelativeTime } from '../../ui/time.tsx'

type Props = {
  connections: Connection[]
  /** Undefined while it is being counted. */
  use: AppUse | undefined
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

/** An app's connections with their state, and what each of them adds to the app's use (F35, F36). */
export function AppConnections({ connections, use, more }: Props) {
  const { connections: words, use: useWords } = texts.appPage
  const useOf = ({ id }: Connection) => use?.connections.find(({ connectionId }) => connectionId === id)
  const columns: Column<Connection>[] = [
    {
      id: 'name',
      header: words.columns.name,
      cell: (connection) => (
        <PrimaryCell detail={connection.vendorTenantName}>
          <Link
            to={connection.state === 'draft' ? '/connections/$connectionId/set-up' : '/connections/$connectionId'}
            params={{ connectionId: connection.id }}
            className={ROW_LINK}
          >
            {connection.name}
          </Link>
        </PrimaryCell>
      ),
    },
    { id: 'state', header: words.columns.state, cell: (connection) => <ConnectionStatus connection={connection} /> },
    {
      id: 'active',
      header: words.columns.active,
      align: 'right',
      hideBelow: 'sm',
      cell: ({ activeAccountCount, accountCount }) => texts.connections.accountsOf(activeAccountCount, accountCount),
    },
    {
      id: 'recent',
      header: words.columns.recent,
      align: 'right',
      hideBelow: 'md',
      cell: (connection) => {
        const recent = useOf(connection)?.recent
        return recent === undefined || recent === null ? (
          <span className="muted" title={useWords.recentUnknown}>
            {texts.common.none}
          </span>
        ) : (
          figure(recent)
        )
      },
    },
    {
      id: 'lastUsed',
      header: words.columns.lastUsed,
      hideBelow: 'lg',
      cell: (connection) => <RelativeTime at={useOf(connection)?.lastUsedAt ?? null} />,
    },
    {
      id: 'asOf',
      header: words.columns.asOf,
      hideBelow: 'md',
      cell: (connection) => <RelativeTime at={connection.asOf} empty={texts.common.noData} />,
    },
  ]
  return (
    <DataTable
      label={words.list}
      rows={connections}
      columns={columns}
      rowKey={({ id }) => id}
      isDim={({ state }) => state === 'draft'}
      more={more}
    />
  )
}
