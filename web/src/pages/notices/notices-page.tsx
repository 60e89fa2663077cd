import { Button } from '@mantine/core'
import { IconBellCheck } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { NoticeList } from '../../features/notices/notice-list.tsx'
import type { Notice } from '../../lib/api-types.ts'
import { connectionsQuery } from '../../lib/queries/connections.ts'
import { noticesQuery } from '../../lib/queries/notices.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect } from '../../ui/filters.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'

const optionsOf = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

/** What is open, unless something else is asked for. */
export function NoticesPage() {
  const { notices: words } = texts
  const filters = useSearch({ from: '/app/notices' })
  const navigate = useNavigate({ from: '/notices' })
  const { state = 'open', severity, connection } = filters
  const notices = useInfiniteQuery(
    noticesQuery({ ...(state !== 'all' && { state }), severity, connection_id: connection }),
  )
  const connections = useInfiniteQuery(connectionsQuery())
  const isFiltered = severity !== undefined || connection !== undefined || state !== 'open'
  return (
    <Page title={words.title} description={words.description}>
      <FilterBar>
        <FilterSelect
          label={words.filterState}
          value={state === 'all' ? undefined : state}
          options={optionsOf(words.state)}
          onChange={(next) =>
            void navigate({ search: { ...filters, state: (next as 'open' | 'closed') ?? 'all' }, replace: true })
          }
        />
        <FilterSelect
          label={words.filterSeverity}
          value={severity}
          options={optionsOf(words.severity)}
          onChange={(next) =>
            void navigate({ search: { ...filters, severity: next as Notice['severity'] | undefined }, replace: true })
          }
        />
        <FilterSelect
          label={words.filterConnection}
          value={connection}
          options={(connections.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(next) => void navigate({ search: { ...filters, connection: next }, replace: true })}
        />
      </FilterBar>
      <QueryView
        query={notices}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconBellCheck} {...(isFiltered ? words.emptyFiltered : words.empty)} />}
      >
        {(list) => (
          <>
            <NoticeList notices={list} />
            {notices.hasNextPage && (
              <Button
                mt="md"
                variant="default"
                loading={notices.isFetchingNextPage}
                onClick={() => void notices.fetchNextPage()}
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
