import { useQuery } from '@tanstack/react-query'
import { Navigate, Outlet, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { AuthorisedNotice } from '../../features/connect/authorised-notice.tsx'
import { ConnectionNotices } from '../../features/connections/connection-notices.tsx'
import { RunButton } from '../../features/connections/run-button.tsx'
import { AskDialog } from '../../features/requests/ask-dialog.tsx'
import { PendingNotice } from '../../features/requests/pending-notice.tsx'
import type { Connection } from '../../lib/api-types.ts'
import { connectionQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { ConnectionStatus } from '../../ui/status.tsx'
import { TabLinks } from '../../ui/tab-links.tsx'
import { AsOf } from '../../ui/time.tsx'

/** Heading, warnings and tabs of one connection; its tabs are routes below. */
export function ConnectionFrame() {
  const { connectionId } = useParams({ from: '/app/connections/$connectionId' })
  const connection = useQuery(connectionQuery(connectionId))
  const { data } = connection
  const { tabs } = texts.connections
  const params = { connectionId }
  return (
    <Page
      title={data?.name ?? texts.connections.title}
      icon={data && <AppLogo id={data.appId} name={data.appName} connector={data.connector} size={32} />}
      back={{ label: texts.connections.title, link: { to: '/connections' } }}
      description={data && <Subtitle connection={data} />}
      actions={data && <RunButton connection={data} />}
    >
      <QueryView query={connection}>
        {(one) => (
          <>
            <Authorisation connection={one} />
            <ConnectionNotices connection={one} />
            <TabLinks
              label={tabs.label}
              tabs={[
                { label: tabs.overview, link: { to: '/connections/$connectionId', params } },
                { label: tabs.syncs, link: { to: '/connections/$connectionId/syncs', params } },
                { label: tabs.scopes, link: { to: '/connections/$connectionId/scopes', params } },
                { label: tabs.mapping, link: { to: '/connections/$connectionId/mapping', params } },
                { label: tabs.settings, link: { to: '/connections/$connectionId/settings', params } },
              ]}
            />
            <Outlet />
          </>
        )}
      </QueryView>
    </Page>
  )
}

/** Back from the vendor: how it went. Then what co-workers were asked, or can be. A draft goes on in its first steps. */
function Authorisation({ connection }: { connection: Connection }) {
  const { authorised } = useSearch({ from: '/app/connections/$connectionId' })
  const [isAsking, setAsking] = useState(false)
  if (authorised !== undefined && connection.state === 'draft') {
    const search = { step: 'authorise' as const, authorised }
    return (
      <Navigate
        to="/connections/$connectionId/set-up"
        params={{ connectionId: connection.id }}
        search={search}
        replace
      />
    )
  }
  const needsSomebody = connection.state === 'disconnected' || connection.error !== null
  return (
    <>
      {authorised !== undefined && (
        <div style={{ marginBottom: 10 }}>
          <AuthorisedNotice connection={connection} result={authorised} onAsk={() => setAsking(true)} />
        </div>
      )}
      <PendingNotice connectionId={connection.id} onAsk={needsSomebody ? () => setAsking(true) : undefined} />
      <AskDialog connectionId={connection.id} isOpen={isAsking} onClose={() => setAsking(false)} />
    </>
  )
}

function Subtitle({ connection }: { connection: Connection }) {
  return (
    <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '2px 14px' }}>
      <span style={{ color: 'var(--rc-text)' }}>
        <ConnectionStatus connection={connection} />
      </span>
      <AsOf at={connection.asOf} />
    </span>
  )
}
