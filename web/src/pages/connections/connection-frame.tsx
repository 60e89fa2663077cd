import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ReconnectDialog } from '../../features/connections/reconnect-dialog.tsx'
import { RunButton } from '../../features/connections/run-button.tsx'
import type { Connection } from '../../lib/api-types.ts'
import { connectionQuery } from '../../lib/queries/connections.ts'
import { REMEDIES } from '../../lib/texts/problems.ts'
import { texts } from '../../lib/texts.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Monogram } from '../../ui/monogram.tsx'
import { Page } from '../../ui/page.tsx'
import { Notice } from '../../ui/problem-notice.tsx'
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
      icon={data && <Monogram name={data.appName} size={32} />}
      back={{ label: texts.connections.title, link: { to: '/connections' } }}
      description={data && <Subtitle connection={data} />}
      actions={data && <RunButton connection={data} />}
    >
      <QueryView query={connection}>
        {(one) => (
          <>
            <Warnings connection={one} />
            <TabLinks
              label={tabs.label}
              tabs={[
                { label: tabs.overview, link: { to: '/connections/$connectionId', params } },
                { label: tabs.syncs, link: { to: '/connections/$connectionId/syncs', params } },
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

const NEEDS_RECONNECT = new Set([
  'vendor_unauthorized',
  'vendor_forbidden',
  'connection_expired',
  'tenant_changed',
  'secret_unreadable',
])

function Warnings({ connection }: { connection: Connection }) {
  const { connections: words } = texts
  const [isOpen, setOpen] = useState(false)
  const { state, error, lastSync } = connection
  const reconnect = (
    <Button size="xs" variant="default" onClick={() => setOpen(true)}>
      {words.reconnect.action}
    </Button>
  )
  const notices = []
  if (state === 'draft') {
    notices.push(
      <Notice
        key="draft"
        action={
          <LinkButton size="xs" to="/connections/$connectionId/set-up" params={{ connectionId: connection.id }}>
            {words.finish}
          </LinkButton>
        }
      >
        {words.finishText}
      </Notice>,
    )
  }
  if (state === 'disconnected')
    notices.push(
      <Notice key="off" action={reconnect}>
        {words.disconnectedText}
      </Notice>,
    )
  if (state === 'active' && error) {
    notices.push(
      <Notice
        key="error"
        tone="bad"
        title={error.message}
        action={NEEDS_RECONNECT.has(error.code) ? reconnect : undefined}
      >
        {REMEDIES[error.code]}
      </Notice>,
    )
  }
  if (lastSync?.state === 'held') {
    notices.push(
      <Notice
        key="held"
        title={texts.syncs.hold.title}
        action={
          <LinkButton size="xs" to="/syncs/$syncId" params={{ syncId: lastSync.id }}>
            {texts.home.holdLink}
          </LinkButton>
        }
      >
        {lastSync.hold?.map((reason) => reason.text).join(' ')}
      </Notice>,
    )
  }
  return (
    <>
      {notices.length > 0 && <div style={{ display: 'grid', gap: 10, marginBottom: 18 }}>{notices}</div>}
      <ReconnectDialog connection={connection} isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  )
}
