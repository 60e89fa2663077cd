import { IconMailForward } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { RequestsTable } from '../../features/requests/requests-table.tsx'
import { requestsQuery } from '../../lib/queries/requests.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect } from '../../ui/filters.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { MayLinkButton } from '../../ui/may-button.tsx'

const STATES = Object.entries(texts.requests.state).map(([value, label]) => ({ value, label }))

/** What co-workers were asked for, and what came of it (F4). */
export function RequestsPage() {
  const { requests: words } = texts
  const { state } = useSearch({ from: '/app/requests' })
  const navigate = useNavigate({ from: '/requests' })
  const requests = useInfiniteQuery({ ...requestsQuery({ state }), refetchInterval: 15_000 })
  const empty =
    state === undefined ? (
      <EmptyState
        icon={IconMailForward}
        title={words.empty.title}
        text={words.empty.text}
        action={
          <MayLinkButton needs="connections:write" to="/connections/new">
            {words.empty.action}
          </MayLinkButton>
        }
      />
    ) : (
      <EmptyState icon={IconMailForward} {...words.noneFit} />
    )
  return (
    <Page title={words.title} description={words.description}>
      <FilterBar>
        <FilterSelect
          label={words.filter}
          value={state}
          options={STATES}
          onChange={(next) =>
            void navigate({ search: { state: next as keyof typeof words.state | undefined }, replace: true })
          }
        />
      </FilterBar>
      <QueryView query={requests} isEmpty={(list) => list.length === 0} empty={empty}>
        {(list) => <RequestsTable requests={list} more={requests} />}
      </QueryView>
    </Page>
  )
}
