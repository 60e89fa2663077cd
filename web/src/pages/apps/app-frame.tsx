import { useQuery } from '@tanstack/react-query'
import { Outlet, useParams } from '@tanstack/react-router'
import { AppMenu } from '../../features/apps/app-menu.tsx'
import { Authorisation } from '../../features/apps/app-status.tsx'
import { ConnectActions } from '../../features/apps/connect-actions.tsx'
import type { App } from '../../lib/api-types.ts'
import { appQuery } from '../../lib/queries/apps.ts'
import { texts } from '../../lib/texts.ts'
import { AppLogo } from '../../ui/app-logo.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Page } from '../../ui/page.tsx'
import { Notice } from '../../ui/problem-notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { TabLinks } from '../../ui/tab-links.tsx'
import { AsOf } from '../../ui/time.tsx'

/** Heading and tabs of one app; its tabs are routes below. */
export function AppFrame() {
  const { appId } = useParams({ from: '/app/apps/$appId' })
  const app = useQuery(appQuery(appId))
  const { data } = app
  const { tabs } = texts.appPage
  const params = { appId }
  return (
    <Page
      title={data?.name ?? texts.apps.title}
      icon={data && <AppLogo id={data.id} name={data.name} connector={data.connector} size={34} />}
      back={{ label: texts.apps.title, link: { to: '/apps' } }}
      description={data && <Subtitle app={data} />}
      actions={
        data && (
          <>
            {data.mergedInto === null && <ConnectActions app={data} />}
            <AppMenu app={data} />
          </>
        )
      }
    >
      <QueryView query={app}>
        {(one) => (
          <>
            {one.mergedInto !== null && <Merged into={one.mergedInto} />}
            <TabLinks
              label={tabs.label}
              tabs={[
                { label: tabs.overview, link: { to: '/apps/$appId', params } },
                { label: tabs.users, link: { to: '/apps/$appId/users', params } },
                { label: tabs.held, link: { to: '/apps/$appId/held', params } },
                { label: tabs.capabilities, link: { to: '/apps/$appId/capabilities', params } },
              ]}
            />
            <Outlet />
          </>
        )}
      </QueryView>
    </Page>
  )
}

/** An address that was kept still says where the app went. */
function Merged({ into }: { into: string }) {
  const { appIdentity: words } = texts
  return (
    <div style={{ marginBottom: 14 }}>
      <Notice
        tone="info"
        action={
          <LinkButton size="xs" variant="default" to="/apps/$appId" params={{ appId: into }}>
            {words.openOther}
          </LinkButton>
        }
      >
        {words.mergedInto}
      </Notice>
    </div>
  )
}

function Subtitle({ app }: { app: App }) {
  return (
    <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '2px 14px' }}>
      <span>{app.category}</span>
      <span style={{ color: 'var(--rc-text)' }}>
        <Authorisation state={app.authorisation} />
      </span>
      {app.connectionCount > 0 && <AsOf at={app.asOf} />}
    </span>
  )
}
