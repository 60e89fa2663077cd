import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { UploadsPanel } from '../../features/files/uploads-panel.tsx'
import { SyncProgress } from '../../features/syncs/sync-progress.tsx'
import { SyncsTable } from '../../features/syncs/syncs-table.tsx'
import { useLiveSync } from '../../features/syncs/use-live-sync.ts'
import type { Connection } from '../../lib/api-types.ts'
import { connectionQuery, connectorQuery } from '../../lib/queries/connections.ts'
import { syncsQuery } from '../../lib/queries/syncs.ts'
import { texts } from '../../lib/texts.ts'
import { Facts, Panel, Section } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatTiles, type Stat } from '../../ui/stat-tiles.tsx'
import { RelativeTime } from '../../ui/time.tsx'

const LATEST = 5

/** What a connection delivers, how it goes just now, and what it is. */
export function OverviewTab() {
  const { connectionId } = useParams({ from: '/app/connections/$connectionId' })
  const connection = useQuery(connectionQuery(connectionId))
  return <QueryView query={connection}>{(data) => <Overview connection={data} />}</QueryView>
}

function Overview({ connection }: { connection: Connection }) {
  const { overview: words } = texts.connections
  const syncs = useInfiniteQuery(syncsQuery({ connection_id: connection.id }, LATEST))
  return (
    <>
      {connection.runningSync && <Running syncId={connection.runningSync.id} />}
      <StatTiles
        stats={[
          {
            label: words.accounts,
            value: connection.accountCount,
            link: (label, className) => (
              <Link to="/accounts" search={{ connection: connection.id }} className={className}>
                {label}
              </Link>
            ),
          },
          {
            label: words.active,
            value: connection.activeAccountCount,
            link: (label, className) => (
              <Link to="/accounts" search={{ connection: connection.id, status: 'active' }} className={className}>
                {label}
              </Link>
            ),
          },
          ...lastFigures(connection),
        ]}
      />
      {connection.connector === 'file' && <UploadsPanel connection={connection} />}
      <Section title={words.latest}>
        <QueryView
          query={syncs}
          isEmpty={(list) => list.length === 0}
          empty={<p className="muted">{texts.syncs.empty.text}</p>}
        >
          {(list) => <SyncsTable syncs={list.slice(0, LATEST)} />}
        </QueryView>
      </Section>
      {connection.dataAsOf.length > 0 && (
        <Section title={texts.common.dataAsOf}>
          <Panel>
            <Fresh kinds={connection.dataAsOf} />
          </Panel>
        </Section>
      )}
      <Section title={words.facts}>
        <Panel>
          <About connection={connection} />
        </Panel>
      </Section>
    </>
  )
}

function lastFigures({ lastSync }: Connection): Stat[] {
  if (!lastSync) return []
  const { overview: words } = texts.connections
  const { read, created, updated, deactivated, reactivated, skipped, failed } = lastSync.counts
  return [
    { label: words.lastRead, value: read },
    { label: words.lastChanged, value: created + updated + deactivated + reactivated },
    { label: words.lastSkipped, value: skipped + failed },
  ]
}

/** The running sync, as it goes. */
function Running({ syncId }: { syncId: string }) {
  const { data: sync } = useLiveSync(syncId)
  if (!sync) return null
  return (
    <div style={{ marginBottom: 16 }}>
      <SyncProgress sync={sync} />
      <Link to="/syncs/$syncId" params={{ syncId }} style={{ color: 'var(--mantine-color-anchor)', fontSize: 13 }}>
        {texts.connections.overview.open}
      </Link>
    </div>
  )
}

/** How fresh each kind of data is; of facts also how far back they go (F82). */
function Fresh({ kinds }: { kinds: Connection['dataAsOf'] }) {
  return (
    <Facts
      facts={kinds.map(({ kind, asOf, since }) => [
        texts.words.dataKind[kind],
        <span key={kind}>
          <RelativeTime at={asOf} />
          {since !== null && (
            <span className="muted">
              {' · '}
              {texts.activity.since} <RelativeTime at={since} />
            </span>
          )}
        </span>,
      ])}
    />
  )
}

function About({ connection }: { connection: Connection }) {
  const { overview: words } = texts.connections
  const { data: connector } = useQuery(connectorQuery(connection.connector))
  const tenant = [connection.vendorTenantName, connection.vendorTenantDomain, connection.vendorTenantId]
    .filter(Boolean)
    .join(' · ')
  return (
    <Facts
      facts={[
        [
          words.app,
          <Link key="app" to="/apps/$appId" params={{ appId: connection.appId }}>
            {connection.appName}
          </Link>,
        ],
        [words.connector, connector?.name ?? connection.connector],
        [words.tenant, tenant || undefined],
        [words.method, connector?.auth.find(({ id }) => id === connection.method)?.label ?? connection.method],
        [words.runs, texts.words.every[connection.schedule.every]],
        [words.next, connection.nextDueAt ? <RelativeTime key="next" at={connection.nextDueAt} /> : undefined],
        [
          words.runsAs,
          connection.integrationAccount ? <RunsAs key="runs" account={connection.integrationAccount} /> : undefined,
        ],
        [words.writesAs, connection.integrationUser ?? undefined],
        [words.lostSince, connection.lostAt ? <RelativeTime key="lost" at={connection.lostAt} /> : undefined],
        [words.primary, connection.isPrimarySource ? texts.common.yes : texts.common.no],
        [words.created, <RelativeTime key="created" at={connection.createdAt} />],
        [words.validate, connector?.validation || undefined],
      ]}
    />
  )
}

/** The vendor account of our own: nothing may suspend or remove it. */
function RunsAs({ account }: { account: NonNullable<Connection['integrationAccount']> }) {
  const name = account.name ?? account.externalId
  if (account.accountId === null) return name
  return (
    <Link to="/accounts" search={{ account: account.accountId }}>
      {name}
    </Link>
  )
}
