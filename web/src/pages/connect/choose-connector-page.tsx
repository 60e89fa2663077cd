import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { IconPlugOff, IconPlus } from '@tabler/icons-react'
import { ConnectorCards } from '../../features/connect/connector-cards.tsx'
import type { Connector } from '../../lib/api-types.ts'
import { connectionsQuery, connectorsQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, SearchField } from '../../ui/filters.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Page } from '../../ui/page.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'

/** Which app to connect. */
export function ChooseConnectorPage() {
  const { choose } = texts.connect
  const { search = '' } = useSearch({ from: '/app/connections/new' })
  const navigate = useNavigate({ from: '/connections/new' })
  const connectors = useQuery(connectorsQuery)
  const connections = useInfiniteQuery(connectionsQuery())
  const existing = Map.groupBy(connections.data ?? [], (connection) => connection.connector)
  const counts = new Map([...existing].map(([connector, some]) => [connector, some.length]))
  return (
    <Page
      title={choose.title}
      description={choose.description}
      back={{ label: texts.connections.title, link: { to: '/connections' } }}
      actions={
        <>
          <LinkButton to="/custom-connectors" variant="default">
            {texts.builder.entry.manage}
          </LinkButton>
          <LinkButton to="/custom-connectors/new" variant="default" leftSection={<IconPlus size={16} aria-hidden />}>
            {texts.builder.entry.link}
          </LinkButton>
        </>
      }
    >
      <FilterBar>
        <SearchField
          label={choose.search}
          value={search}
          onChange={(text) => void navigate({ search: { search: text || undefined }, replace: true })}
        />
      </FilterBar>
      <QueryView
        query={{ ...connectors, data: connectors.data?.items.filter((connector) => fits(connector, search)) }}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconPlugOff} {...choose.none} />}
        loading={<LoadingLines count={3} height={110} />}
      >
        {(list) => <ConnectorCards connectors={list} existing={counts} />}
      </QueryView>
    </Page>
  )
}

function fits({ name, category, description, similarApps }: Connector, search: string): boolean {
  const wanted = search.trim().toLowerCase()
  return [name, category, description, ...similarApps].some((text) => text.toLowerCase().includes(wanted))
}
