import { Checkbox } from '@mantine/core'
import { IconPlus, IconUsers } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { AddPersonDialog } from '../../features/people/add-person-dialog.tsx'
import { PeopleTable } from '../../features/people/people-table.tsx'
import type { Person } from '../../lib/api-types.ts'
import { appsQuery } from '../../lib/queries/apps.ts'
import { facetsQuery, peopleQuery } from '../../lib/queries/people.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect, SearchField } from '../../ui/filters.tsx'
import { Page } from '../../ui/page.tsx'
import { MayButton } from '../../ui/may-button.tsx'
import { QueryView } from '../../ui/query-view.tsx'

/** Everyone. The filters live in the address, so a view can be shared. */
export function PeoplePage() {
  const { people: words } = texts
  const filters = useSearch({ from: '/app/people' })
  const navigate = useNavigate({ from: '/people' })
  const [isAdding, setAdding] = useState(false)
  const set = (change: Partial<typeof filters>) => void navigate({ search: { ...filters, ...change }, replace: true })
  const { search, status, department, app, noAccounts } = filters
  const people = useInfiniteQuery({
    ...peopleQuery({ search, status, department, app_id: app, ...(noAccounts && { unmatched: 'true' }) }),
    // While one types, the last answer stays instead of flashing lines.
    placeholderData: (before) => before,
  })
  const facets = useQuery(facetsQuery)
  const apps = useInfiniteQuery(appsQuery())
  const isFiltered = Object.values(filters).some((value) => value !== undefined)
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        <MayButton
          needs="directory:write"
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          {words.add.action}
        </MayButton>
      }
    >
      <FilterBar>
        <SearchField
          label={words.search}
          value={search ?? ''}
          onChange={(text) => set({ search: text || undefined })}
        />
        <FilterSelect
          label={words.status}
          value={status}
          options={Object.entries(texts.words.status).map(([value, label]) => ({
            value,
            label: withCount(label, countOf(facets.data?.status, value)),
          }))}
          onChange={(value) => set({ status: value as Person['status'] | undefined })}
        />
        <FilterSelect
          label={words.department}
          value={department}
          options={(facets.data?.department ?? []).flatMap(({ value, count }) =>
            value === null ? [] : [{ value, label: withCount(value, count) }],
          )}
          onChange={(value) => set({ department: value })}
        />
        <FilterSelect
          label={words.app}
          value={app}
          options={(apps.data ?? [])
            .filter((one) => one.connectionCount > 0)
            .map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(value) => set({ app: value })}
        />
        <Checkbox
          label={words.noAccounts}
          checked={noAccounts ?? false}
          onChange={(event) => set({ noAccounts: event.currentTarget.checked || undefined })}
        />
      </FilterBar>
      <QueryView
        query={people}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconUsers} {...(isFiltered ? words.emptyFiltered : words.empty)} />}
      >
        {(list) => <PeopleTable people={list} more={people} />}
      </QueryView>
      <AddPersonDialog isOpen={isAdding} onClose={() => setAdding(false)} />
    </Page>
  )
}

function countOf(facet: { value: string | null; count: number }[] | undefined, value: string): number | undefined {
  return facet && (facet.find((one) => one.value === value)?.count ?? 0)
}

function withCount(label: string, count: number | undefined): string {
  return count === undefined ? label : texts.people.option(label, count)
}
