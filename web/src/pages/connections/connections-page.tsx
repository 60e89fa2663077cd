import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { IconPlugConnected, IconPlus } from '@tabler/icons-react'
import { ConnectionsTable } from '../../features/connections/connections-table.tsx'
import type { Connection } from '../../lib/api-types.ts'
import { connectionsQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect, SearchField } from '../../ui/filters.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { MayLinkButton } from '../../ui/may-button.tsx'

const STATES = Object.entries(texts.words.connectionState)
  .filter(([value]) => value !== 'removed')
  .map(([value, label]) => ({ value, label }))

/** Every connection with its state, its freshness and what its last sync did. */
export function ConnectionsPage() {
  const { connections: words } = texts
  const filters = useSearch({ from: '/app/connections' })
  const navigate = useNavigate({ from: '/connections' })
  const connections = useInfiniteQuery({
    ...connectionsQuery({ search: filters.search, state: filters.state, app_id: filters.app }),
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((one) => one.runningSync)) ? 3000 : false,
  })
  const isFiltered = filters.search !== undefined || filters.state !== undefined || filters.app !== undefined
  const add = (
    <MayLinkButton needs="connections:write" to="/connections/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {words.add}
    </MayLinkButton>
  )
  return (
    <Page title={words.title} description={words.description} actions={add}>
      <FilterBar>
        <SearchField
          label={words.search}
          value={filters.search ?? ''}
          onChange={(search) => void navigate({ search: { ...filters, search: search || undefined }, replace: true })}
        />
        <FilterSelect
          label={words.state}
          value={filters.state}
          options={STATES}
          onChange={(state) =>
            void navigate({ search: { ...filters, state: state as Connection['state'] | undefined }, replace: true })
          }
        />
      </FilterBar>
      <QueryView
        query={connections}
        isEmpty={(list) => list.length === 0}
        empty={
          isFiltered ? (
            <EmptyState icon={IconPlugConnected} {...words.emptyFiltered} />
          ) : (
            <EmptyState
              icon={IconPlugConnected}
              title={words.empty.title}
              text={words.empty.text}
              action={
                <MayLinkButton needs="connections:write" to="/connections/new">
                  {words.empty.action}
                </MayLinkButton>
              }
            />
          )
        }
      >
        {(list) => <ConnectionsTable connections={list} more={connections} />}
      </QueryView>
      <p style={{ marginTop: 18 }}>
        <Link to="/connections/removed" className="muted">
          {words.removedList.link}
        </Link>
      </p>
    </Page>
  )
}
