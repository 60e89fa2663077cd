import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { AboutApp } from '../../features/apps/about-app.tsx'
import { AppConnections } from '../../features/apps/app-connections.tsx'
import { AppUseTiles } from '../../features/apps/app-use-tiles.tsx'
import { NotConnected } from '../../features/apps/not-connected.tsx'
import { Sightings } from '../../features/apps/sightings.tsx'
import type { App } from '../../lib/api-types.ts'
import { appQuery, appUseQuery } from '../../lib/queries/apps.ts'
import { connectionsQuery, connectorsQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { Section, Split } from '../../ui/page.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'

/** What connecting gives; once connected, how the app is used, over all connections and by each (F8, F17, F35, F36). */
export function AppOverviewTab() {
  const { appId } = useParams({ from: '/app/apps/$appId' })
  const app = useQuery(appQuery(appId))
  return <QueryView query={app}>{(data) => <Overview app={data} />}</QueryView>
}

function Overview({ app }: { app: App }) {
  const connectors = useQuery(connectorsQuery)
  const all = connectors.data?.items ?? []
  const connector = all.find(({ id }) => id === app.connector)
  if (app.connectionCount > 0) {
    return (
      <>
        <Connected app={app} />
        <Sightings app={app} />
        <Section title={texts.appPage.about.title}>
          <AboutApp app={app} connector={connector} connectors={all} isWide />
        </Section>
      </>
    )
  }
  return (
    <Split aside={<AboutApp app={app} connector={connector} connectors={all} />}>
      <QueryView query={connectors} loading={<LoadingLines count={3} height={56} />}>
        {({ items }) => <NotConnected app={app} connector={connector} connectors={items} />}
      </QueryView>
      <Sightings app={app} />
    </Split>
  )
}

function Connected({ app }: { app: App }) {
  const { connections: words } = texts.appPage
  const use = useQuery(appUseQuery(app.id))
  const connections = useInfiniteQuery(connectionsQuery({ app_id: app.id }))
  return (
    <>
      <QueryView query={use} loading={<LoadingLines count={1} height={72} />}>
        {({ total }) => <AppUseTiles appId={app.id} use={total} />}
      </QueryView>
      <Section title={words.title}>
        <QueryView query={connections} loading={<LoadingLines count={2} height={46} />}>
          {(list) => <AppConnections connections={list} use={use.data} more={connections} />}
        </QueryView>
        <p className="muted" style={{ margin: '8px 0 0', fontSize: 12 }}>
          {words.help}
        </p>
      </Section>
    </>
  )
}
