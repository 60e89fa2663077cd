import { IconKey } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { HeldTable } from '../../features/apps/held-table.tsx'
import type { Entitlement } from '../../lib/api-types.ts'
import { connectionsQuery } from '../../lib/queries/connections.ts'
import { entitlementsQuery } from '../../lib/queries/entitlements.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect, SearchField } from '../../ui/filters.tsx'
import { QueryView } from '../../ui/query-view.tsx'

type HeldSearch = {
  search?: string | undefined
  kind?: Entitlement['kind'] | undefined
  connection?: string | undefined
}

const KINDS = Object.entries(texts.words.entitlementKind).map(([value, label]) => ({ value, label }))

/** What can be held in an app, and by how many. */
export function AppHeldTab() {
  const { held: words } = texts.appPage
  const { appId } = useParams({ from: '/app/apps/$appId' })
  const filters: HeldSearch = useSearch({ from: '/app/apps/$appId/held' })
  const navigate = useNavigate({ from: '/apps/$appId/held' })
  const set = (change: HeldSearch) =>
    void navigate({ search: { ...filters, ...change }, replace: true, resetScroll: false })
  const connections = useInfiniteQuery(connectionsQuery({ app_id: appId }))
  const offered = (connections.data ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const held = useInfiniteQuery({
    ...entitlementsQuery({
      app_id: appId,
      search: filters.search,
      kind: filters.kind,
      connection_id: filters.connection,
    }),
    placeholderData: (before) => before,
  })
  const isFiltered = Object.values(filters).some((value) => value !== undefined)
  return (
    <>
      <FilterBar>
        <SearchField
          label={words.search}
          value={filters.search ?? ''}
          onChange={(text) => set({ search: text || undefined })}
        />
        <FilterSelect
          label={words.kind}
          value={filters.kind}
          options={KINDS}
          onChange={(kind) => set({ kind: kind as HeldSearch['kind'] })}
        />
        {offered.length > 1 && (
          <FilterSelect
            label={words.connection}
            value={filters.connection}
            options={offered}
            onChange={(connection) => set({ connection })}
          />
        )}
      </FilterBar>
      <QueryView
        query={held}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconKey} {...(isFiltered ? words.emptyFiltered : words.empty)} />}
      >
        {(list) => <HeldTable held={list} hasMany={offered.length > 1} more={held} />}
      </QueryView>
    </>
  )
}
