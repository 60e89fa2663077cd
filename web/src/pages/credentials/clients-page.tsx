import { IconPlus, IconPlugConnected } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ClientDialog } from '../../features/credentials/client-dialog.tsx'
import { ClientsTable } from '../../features/credentials/clients-table.tsx'
import { connectorsQuery } from '../../lib/queries/connections.ts'
import { presetClientsQuery } from '../../lib/queries/requests.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { MayButton } from '../../ui/may-button.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { CredentialTabs } from './credential-tabs.tsx'

/** OAuth clients that new connections use without anybody entering them (F16). */
export function ClientsPage() {
  const { clients: words } = texts.credentials
  const [isAdding, setAdding] = useState(false)
  const clients = useQuery(presetClientsQuery())
  const connectors = useQuery(connectorsQuery)
  const offered = connectors.data?.items ?? []
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        <MayButton
          needs="credentials:write"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          {words.add}
        </MayButton>
      }
    >
      <CredentialTabs />
      <QueryView
        query={clients}
        isEmpty={({ items }) => items.length === 0}
        empty={<EmptyState icon={IconPlugConnected} {...words.empty} />}
      >
        {({ items }) => <ClientsTable clients={items} connectors={offered} />}
      </QueryView>
      <ClientDialog connectors={offered} isOpen={isAdding} onClose={() => setAdding(false)} />
    </Page>
  )
}
