import { IconMail } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { OutboxTable } from '../../features/notices/outbox-table.tsx'
import type { OutboxMail } from '../../lib/api-types.ts'
import { outboxQuery, outboxStatusQuery } from '../../lib/queries/notices.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect, SearchField } from '../../ui/filters.tsx'
import { Page } from '../../ui/page.tsx'
import { Notice } from '../../ui/problem-notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'

const STATES = Object.entries(texts.outbox.state).map(([value, label]) => ({ value, label }))

export function OutboxPage() {
  const { outbox: words } = texts
  const filters = useSearch({ from: '/app/settings/outbox' })
  const navigate = useNavigate({ from: '/settings/outbox' })
  const mails = useInfiniteQuery(outboxQuery(filters))
  const { data: status } = useQuery(outboxStatusQuery)
  const isFiltered = filters.state !== undefined || filters.search !== undefined
  return (
    <Page title={words.title} description={words.description}>
      {status && (!status.delivers || status.failed > 0) && (
        <div style={{ display: 'grid', gap: 10, marginBottom: 18 }}>
          {!status.delivers && <Notice title={words.noServer}>{words.noServerText}</Notice>}
          {status.delivers && status.failed > 0 && (
            <Notice tone="bad" title={words.failedTitle(status.failed)}>
              {words.failedText}
            </Notice>
          )}
        </div>
      )}
      <FilterBar>
        <SearchField
          label={words.search}
          value={filters.search ?? ''}
          onChange={(search) => void navigate({ search: { ...filters, search: search || undefined }, replace: true })}
        />
        <FilterSelect
          label={words.filterState}
          value={filters.state}
          options={STATES}
          onChange={(state) =>
            void navigate({ search: { ...filters, state: state as OutboxMail['state'] | undefined }, replace: true })
          }
        />
      </FilterBar>
      <QueryView
        query={mails}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconMail} {...(isFiltered ? words.emptyFiltered : words.empty)} />}
      >
        {(list) => <OutboxTable mails={list} delivers={status?.delivers ?? true} more={mails} />}
      </QueryView>
    </Page>
  )
}
