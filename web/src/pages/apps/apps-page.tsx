import { Select } from '@mantine/core'
import { IconApps } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { AppsTable } from '../../features/apps/apps-table.tsx'
import classes from '../../features/apps/catalogue.module.css'
import type { App } from '../../lib/api-types.ts'
import { appsQuery } from '../../lib/queries/apps.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect, SearchField } from '../../ui/filters.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { AppTabs } from './app-tabs.tsx'

type AppsSearch = {
  search?: string | undefined
  authorisation?: App['authorisation'] | undefined
  status?: App['status'] | undefined
  sighted?: true | undefined
  sort?: keyof typeof texts.apps.sorts | undefined
}

const optionsOf = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([value, label]) => ({ value, label }))

/** The apps that are in use, connected or reported by a sign-on service, and what is thought of each (F11, F12). */
export function AppsPage() {
  const { apps: words } = texts
  const filters: AppsSearch = useSearch({ from: '/app/apps' })
  const navigate = useNavigate({ from: '/apps' })
  const set = (change: AppsSearch) =>
    void navigate({ search: { ...filters, ...change }, replace: true, resetScroll: false })
  const { search, authorisation, status, sighted, sort } = filters
  const apps = useInfiniteQuery({
    ...appsQuery({ search, authorisation, status, ...(sort && { sort }), ...(sighted && { sighted: 'true' }) }),
    placeholderData: (before) => before,
  })
  const isFiltered = Boolean(search ?? authorisation ?? status ?? sighted)
  return (
    <Page title={words.title} description={words.description}>
      <AppTabs />
      <FilterBar>
        <SearchField
          label={words.search}
          value={search ?? ''}
          onChange={(text) => set({ search: text || undefined })}
        />
        <FilterSelect
          label={words.columns.authorisation}
          value={authorisation}
          options={optionsOf(words.authorisation)}
          onChange={(next) => set({ authorisation: next as AppsSearch['authorisation'] })}
        />
        <FilterSelect
          label={words.columns.status}
          value={status}
          options={optionsOf(words.status)}
          onChange={(next) => set({ status: next as AppsSearch['status'] })}
        />
        <FilterSelect
          label={words.source}
          value={sighted && 'sighted'}
          options={[{ value: 'sighted', label: words.sighted }]}
          onChange={(next) => set({ sighted: next === undefined ? undefined : true })}
        />
        <Select
          className={classes.sort}
          aria-label={words.sort}
          data={optionsOf(words.sorts)}
          value={sort ?? 'name'}
          allowDeselect={false}
          onChange={(next) => set({ sort: next === 'name' ? undefined : (next as NonNullable<AppsSearch['sort']>) })}
        />
      </FilterBar>
      <QueryView
        query={apps}
        isEmpty={(list) => list.length === 0}
        empty={
          isFiltered ? (
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
        {(list) => <AppsTable apps={list} more={apps} />}
      </QueryView>
    </Page>
  )
}
