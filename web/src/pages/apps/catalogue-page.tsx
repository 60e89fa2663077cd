import { Button, Checkbox } from '@mantine/core'
import { IconApps } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { AppCards } from '../../features/apps/app-cards.tsx'
import { appCategoriesQuery, appsQuery } from '../../lib/queries/apps.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect, SearchField } from '../../ui/filters.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Page } from '../../ui/page.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'
import { AppTabs } from './app-tabs.tsx'

export type CatalogueSearch = {
  search?: string | undefined
  category?: string | undefined
  connectable?: true | undefined
}

/** Every app that Rollcall knows, connected or not. */
export function CataloguePage() {
  const { apps: words } = texts
  const filters: CatalogueSearch = useSearch({ from: '/app/apps/catalogue' })
  const navigate = useNavigate({ from: '/apps/catalogue' })
  const set = (change: CatalogueSearch) =>
    void navigate({ search: { ...filters, ...change }, replace: true, resetScroll: false })
  const categories = useQuery(appCategoriesQuery)
  const apps = useInfiniteQuery({
    ...appsQuery({
      search: filters.search,
      category: filters.category,
      catalogue: 'true',
      ...(filters.connectable && { connectable: 'true' }),
    }),
    placeholderData: (before) => before,
  })
  return (
    <Page
      title={words.title}
      description={words.catalogue.description}
      actions={
        <LinkButton to="/custom-connectors/new" variant="default">
          {texts.builder.entry.link}
        </LinkButton>
      }
    >
      <AppTabs />
      <FilterBar>
        <SearchField
          label={words.search}
          value={filters.search ?? ''}
          onChange={(text) => set({ search: text || undefined })}
        />
        <FilterSelect
          label={words.columns.category}
          value={filters.category}
          options={(categories.data?.items ?? []).map(({ category, apps: count }) => ({
            value: category,
            label: words.catalogue.category(category, count),
          }))}
          onChange={(category) => set({ category })}
        />
        <Checkbox
          label={words.catalogue.onlyConnectable}
          checked={filters.connectable ?? false}
          onChange={(event) => set({ connectable: event.currentTarget.checked || undefined })}
        />
      </FilterBar>
      <QueryView
        query={apps}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconApps} {...words.catalogue.none} />}
        loading={<LoadingLines count={6} height={62} />}
      >
        {(list) => (
          <>
            <AppCards apps={list} />
            {apps.hasNextPage && (
              <Button
                mt="md"
                variant="default"
                loading={apps.isFetchingNextPage}
                onClick={() => void apps.fetchNextPage()}
              >
                {texts.common.loadMore}
              </Button>
            )}
          </>
        )}
      </QueryView>
    </Page>
  )
}
