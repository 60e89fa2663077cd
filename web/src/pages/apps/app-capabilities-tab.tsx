import { IconPlugOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { ConnectorCapabilities } from '../../features/apps/connector-capabilities.tsx'
import { appQuery } from '../../lib/queries/apps.ts'
import { connectorQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { QueryView } from '../../ui/query-view.tsx'

/** What a connection of this app can read and do, and what it asks for (F9, F10). */
export function AppCapabilitiesTab() {
  const { appId } = useParams({ from: '/app/apps/$appId' })
  const app = useQuery(appQuery(appId))
  const id = app.data?.connector ?? null
  const connector = useQuery({ ...connectorQuery(id ?? ''), enabled: id !== null })
  return (
    <QueryView query={app}>
      {() =>
        id === null ? (
          <EmptyState icon={IconPlugOff} {...texts.appPage.capabilities.none} />
        ) : (
          <QueryView query={connector}>{(data) => <ConnectorCapabilities connector={data} />}</QueryView>
        )
      }
    </QueryView>
  )
}
