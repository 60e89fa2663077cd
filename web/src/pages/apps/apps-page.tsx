import { IconApps } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { AppsTable } from '../../features/apps/apps-table.tsx'
import { appsQuery } from '../../lib/queries/apps.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, SearchField } from '../../ui/filters.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { AppTabs } from './app-tabs.tsx'

/** The apps, each with how many accounts it has and how fresh that is. */
export function AppsPage() {
  const { apps: words } = texts
  const { search } = useSearch({ from: '/app/apps' })
  const navigate = useNavigate({ from: '/apps' })
  const apps = useInfiniteQuery({ ...appsQuery({ search }), placeholderData: (before) => before })
  return (
    <Page title={words.title} description={words.description}>
      <AppTabs />
      <FilterBar>
        <SearchField
          label={words.search}
          value={search ?? ''}
          onChange={(text) => void navigate({ search: { search: text || undefined }, replace: true })}
        />
      </FilterBar>
      <QueryView
        query={apps}
        isEmpty={(list) => list.length === 0}
        empty={
          search ? (
            <EmptyState icon={IconApps} {...words.emptyFiltered} />
          ) : (
            <EmptyState
              icon={IconApps}
              title={words.empty.title}
              text={words.empty.text}
              action={<LinkButton to="/connections/new">{words.empty.action}</LinkButton>}
            />
          )
        }
      >
        {(list) => <AppsTable apps={list} />}
      </QueryView>
    </Page>
  )
}
