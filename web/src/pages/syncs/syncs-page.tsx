import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { IconRefresh } from '@tabler/icons-react'
import { SyncsTable } from '../../features/syncs/syncs-table.tsx'
import { connectionsQuery } from '../../lib/queries/connections.ts'
import { syncsQuery, type SyncState } from '../../lib/queries/syncs.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect } from '../../ui/filters.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'

const STATES = Object.entries(texts.words.syncState).map(([value, label]) => ({ value, label }))

/** All runs of all connections. */
export function SyncsPage() {
  const { syncs: words } = texts
  const filters = useSearch({ from: '/app/syncs' })
  const navigate = useNavigate({ from: '/syncs' })
  const syncs = useInfiniteQuery(syncsQuery({ connection_id: filters.connection, state: filters.state }))
  const connections = useInfiniteQuery(connectionsQuery())
  const isFiltered = filters.connection !== undefined || filters.state !== undefined
  const empty = isFiltered ? words.emptyFiltered : words.empty
  return (
    <Page title={words.title} description={words.description}>
      <FilterBar>
        <FilterSelect
          label={words.filterState}
          value={filters.state}
          options={STATES}
          onChange={(state) =>
            void navigate({ search: { ...filters, state: state as SyncState | undefined }, replace: true })
          }
        />
        <FilterSelect
          label={words.filterConnection}
          value={filters.connection}
          options={(connections.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(connection) => void navigate({ search: { ...filters, connection }, replace: true })}
        />
      </FilterBar>
      <QueryView
        query={syncs}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconRefresh} {...empty} />}
      >
        {(list) => <SyncsTable syncs={list} connections={connections.data ?? []} more={syncs} />}
      </QueryView>
    </Page>
  )
}
