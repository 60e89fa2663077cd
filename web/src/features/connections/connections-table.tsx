import { VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Connection } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { ABOVE_ROW_LINK, DataTable, PrimaryCell, ROW_LINK, type Column } from '../../ui/data-table.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { ConnectionStatus } from '../../ui/status.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { needsReconnect, ReconnectButton } from './reconnect-button.tsx'
import { RunButton } from './run-button.tsx'

type Props = {
  connections: Connection[]
  more?: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

/** All connections, with what is wrong with each. */
export function ConnectionsTable({ connections, more }: Props) {
  const { connections: words } = texts
  const columns: Column<Connection>[] = [
    {
      id: 'name',
      header: words.columns.name,
      cell: (connection) => (
        <PrimaryCell
          icon={<AppLogo id={connection.appId} name={connection.appName} connector={connection.connector} size={30} />}
          detail={detailOf(connection)}
        >
          {connection.state === 'draft' ? (
            <Link to="/connections/$connectionId/set-up" params={{ connectionId: connection.id }} className={ROW_LINK}>
              {connection.name}
            </Link>
          ) : (
            <Link to="/connections/$connectionId" params={{ connectionId: connection.id }} className={ROW_LINK}>
              {connection.name}
            </Link>
          )}
        </PrimaryCell>
      ),
    },
    {
      id: 'state',
      header: words.columns.state,
      cell: (connection) => (
        <>
          <ConnectionStatus connection={connection} />
          {reasonOf(connection) && (
            <div className="muted" style={{ maxWidth: 300, fontSize: 12 }}>
              {reasonOf(connection)}
            </div>
          )}
        </>
      ),
    },
    {
      id: 'accounts',
      header: words.columns.accounts,
      hideBelow: 'sm',
      align: 'right',
      cell: ({ activeAccountCount, accountCount }) => (
        <span className="tabular" title={words.activeOf}>
          {words.accountsOf(activeAccountCount, accountCount)}
        </span>
      ),
    },
    {
      id: 'asOf',
      header: words.columns.asOf,
      hideBelow: 'md',
      cell: (connection) => <RelativeTime at={connection.asOf} empty={texts.common.noData} />,
    },
    {
      id: 'last',
      header: words.columns.last,
      hideBelow: 'lg',
      cell: ({ lastSync }) => lastSync && <span className="muted">{countsText(lastSync.counts)}</span>,
    },
    {
      id: 'run',
      header: <VisuallyHidden>{texts.common.actions}</VisuallyHidden>,
      align: 'right',
      hideBelow: 'sm',
      cell: (connection) => (
        <span className={ABOVE_ROW_LINK}>
          {needsReconnect(connection) ? (
            <ReconnectButton connection={connection} />
          ) : (
            <RunButton connection={connection} isCompact />
          )}
        </span>
      ),
    },
  ]
  return (
    <DataTable
      label={words.list}
      rows={connections}
      columns={columns}
      rowKey={(connection) => connection.id}
      more={more}
    />
  )
}

function detailOf({ name, appName, vendorTenantName }: Connection): string | null {
  const parts = [appName === name ? null : appName, vendorTenantName].filter((part) => part !== null && part !== name)
  return parts.length > 0 ? [...new Set(parts)].join(' · ') : null
}

/** Why it is not simply fine; null when it is, or the word says it all. */
function reasonOf({ health: { colour, text }, runningSync }: Connection): string | null {
  return runningSync || colour === 'green' || colour === 'grey' ? null : text
}

function countsText({
  read,
  created,
  updated,
  deactivated,
  reactivated,
}: NonNullable<Connection['lastSync']>['counts']): string {
  return texts.connections.lastCounts(read, created + updated + deactivated + reactivated)
}
