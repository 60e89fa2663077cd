import { Checkbox, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { CatalogueNav, type Browse } from '../../features/apps/catalogue-nav.tsx'
import classes from '../../features/apps/catalogue.module.css'
import { appCategoriesQuery } from '../../lib/queries/apps.ts'
import { texts } from '../../lib/texts.ts'
import { FilterBar, SearchField } from '../../ui/filters.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Page } from '../../ui/page.tsx'
import { AppTabs } from './app-tabs.tsx'
import { CatalogueApps } from './catalogue-apps.tsx'
import { CatalogueCollection } from './catalogue-collection.tsx'
import { CatalogueRequests } from './catalogue-requests.tsx'

export type CatalogueSearch = Browse & {
  search?: string | undefined
  connectable?: true | undefined
  sort?: keyof typeof texts.apps.sorts | undefined
}

const SORTS = Object.entries(texts.apps.sorts).map(([value, label]) => ({ value, label }))

/** Every app that Rollcall knows: personal lists, collections, by capability, by category (F1–F7). */
export function CataloguePage() {
  const { apps: words } = texts
  const filters: CatalogueSearch = useSearch({ from: '/app/apps/catalogue' })
  const navigate = useNavigate({ from: '/apps/catalogue' })
  const { list, capability, category, search, connectable, sort } = filters
  const set = (change: CatalogueSearch) =>
    void navigate({ search: { ...filters, ...change }, replace: true, resetScroll: false })
  const categories = useQuery(appCategoriesQuery)
  const isList = list === undefined || list === 'connected'
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
      <div className={classes.layout}>
        <CatalogueNav browse={filters} categories={categories.data?.items ?? []} />
        <div style={{ minWidth: 0 }}>
          <FilterBar>
            <SearchField
              label={words.search}
              value={search ?? ''}
              // What is searched for is looked for everywhere, and not in a list of a few.
              onChange={(text) => set({ search: text || undefined, ...(text && !isList && { list: undefined }) })}
            />
            {isList && (
              <>
                <Select
                  className={classes.sort}
                  aria-label={words.sort}
                  data={SORTS}
                  value={sort ?? 'name'}
                  allowDeselect={false}
                  onChange={(next) =>
                    set({ sort: next === 'name' ? undefined : (next as NonNullable<CatalogueSearch['sort']>) })
                  }
                />
                {list === undefined && capability === undefined && (
                  <Checkbox
                    label={words.catalogue.onlyConnectable}
                    checked={connectable ?? false}
                    onChange={(event) => set({ connectable: event.currentTarget.checked || undefined })}
                  />
                )}
              </>
            )}
          </FilterBar>
          <h2 className={classes.title}>{titleOf(filters)}</h2>
          <p className="muted" style={{ margin: '2px 0 14px' }}>
            {textOf(filters)}
          </p>
          {list === 'requests' ? (
            <CatalogueRequests />
          ) : isList ? (
            <CatalogueApps
              filters={{
                catalogue: 'true',
                search,
                category,
                capability,
                ...(sort && { sort }),
                ...(list === 'connected' && { connected: 'true' }),
                ...(connectable && { connectable: 'true' }),
              }}
              isConnectedList={list === 'connected' && search === undefined}
            />
          ) : (
            <CatalogueCollection id={list} />
          )}
        </div>
      </div>
    </Page>
  )
}

function titleOf({ list, capability, category }: Browse): string {
  const { catalogue: words } = texts.apps
  if (list) return words.lists[list]
  if (capability) return words.capabilities[capability]
  return category ?? words.all
}

function textOf({ list, capability }: Browse): string | null {
  const { catalogue: words } = texts.apps
  if (list) return words.listTexts[list]
  return capability ? words.capabilityTexts[capability] : null
}
