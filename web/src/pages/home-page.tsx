import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, type LinkProps } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { AttentionList } from '../features/home/attention-list.tsx'
import { RecentChanges } from '../features/home/recent-changes.tsx'
import { Welcome } from '../features/home/welcome.tsx'
import { SyncsTable } from '../features/syncs/syncs-table.tsx'
import type { Summary } from '../lib/api-types.ts'
import { connectionsQuery } from '../lib/queries/connections.ts'
import { changesQuery, trendsQuery } from '../lib/queries/dashboards.ts'
import { summaryQuery } from '../lib/queries/settings.ts'
import { syncsQuery } from '../lib/queries/syncs.ts'
import { texts } from '../lib/texts.ts'
import { Page, Section } from '../ui/page.tsx'
import { LoadingLines, QueryView } from '../ui/query-view.tsx'
import { StatTiles } from '../ui/stat-tiles.tsx'

const LATEST = 6

// The charts come after everything that must be there at once.
const Trends = lazy(() => import('../features/home/trends.tsx'))

/** What needs me, and how large everything is. */
export function HomePage() {
  const summary = useQuery(summaryQuery)
  return (
    <Page title={texts.home.title}>
      <QueryView
        query={summary}
        isEmpty={(data) => data.connections.total === 0}
        empty={<Welcome />}
        loading={<LoadingLines count={3} height={72} />}
      >
        {(data) => (
          <>
            <Figures summary={data} />
            <Attention summary={data} />
            <SinceYesterday />
            <SixMonths />
            <LatestSyncs />
          </>
        )}
      </QueryView>
    </Page>
  )
}

function Figures({ summary }: { summary: Summary }) {
  const { home } = texts
  const to = (link: LinkProps) => (label: string, className: string) => (
    <Link {...link} className={className}>
      {label}
    </Link>
  )
  return (
    <StatTiles
      stats={[
        {
          label: home.people,
          value: summary.people.active,
          hint: home.of(summary.people.total),
          link: to({ to: '/people', search: { status: 'active' } }),
        },
        {
          label: home.accounts,
          value: summary.accounts.active,
          hint: home.of(summary.accounts.total),
          link: to({ to: '/accounts', search: { status: 'active' } }),
        },
        {
          label: home.connections,
          value: summary.connections.active,
          hint: home.of(summary.connections.total),
          link: to({ to: '/connections' }),
        },
        { label: home.unmatched, value: summary.unmatched, tone: 'warn', link: to({ to: '/accounts/unmatched' }) },
      ]}
    />
  )
}

function Attention({ summary }: { summary: Summary }) {
  const connections = useInfiniteQuery(connectionsQuery())
  const held = useInfiniteQuery(syncsQuery({ state: 'held' }))
  return (
    <Section title={texts.home.needsYou}>
      <QueryView query={connections} loading={<LoadingLines count={2} height={58} />}>
        {(list) => (
          <QueryView query={held} loading={<LoadingLines count={2} height={58} />}>
            {(syncs) => <AttentionList connections={list} held={syncs} summary={summary} />}
          </QueryView>
        )}
      </QueryView>
    </Section>
  )
}

function SinceYesterday() {
  const changes = useQuery(changesQuery)
  return (
    <Section title={texts.home.changed.title}>
      <QueryView
        query={changes}
        isEmpty={({ latest }) => latest.length === 0}
        empty={<p className="muted">{texts.home.changed.none}</p>}
        loading={<LoadingLines count={2} height={58} />}
      >
        {(data) => <RecentChanges changes={data} />}
      </QueryView>
    </Section>
  )
}

function SixMonths() {
  const trends = useQuery(trendsQuery)
  const loading = <LoadingLines count={2} height={170} />
  return (
    <Section title={texts.home.trends.title}>
      <QueryView query={trends} loading={loading}>
        {({ items }) => (
          <Suspense fallback={loading}>
            <Trends days={items} />
          </Suspense>
        )}
      </QueryView>
    </Section>
  )
}

function LatestSyncs() {
  const syncs = useInfiniteQuery(syncsQuery({}, LATEST))
  const connections = useInfiniteQuery(connectionsQuery())
  return (
    <Section title={texts.home.recent} aside={<Link to="/syncs">{texts.home.allSyncs}</Link>}>
      <QueryView
        query={syncs}
        isEmpty={(list) => list.length === 0}
        empty={<p className="muted">{texts.syncs.empty.text}</p>}
      >
        {(list) => <SyncsTable syncs={list.slice(0, LATEST)} connections={connections.data ?? []} />}
      </QueryView>
    </Section>
  )
}
