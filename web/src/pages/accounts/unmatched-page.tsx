import { IconCircleCheck, IconFilterOff } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { AccountDrawer } from '../../features/accounts/account-drawer.tsx'
import { AccountFilterBar, queryOf, type AccountSearch } from '../../features/accounts/account-filter-bar.tsx'
import { UnmatchedTable } from '../../features/accounts/unmatched-table.tsx'
import { accountsQuery } from '../../lib/queries/accounts.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { AccountTabs } from './account-tabs.tsx'

/** Accounts that wait for a click. */
export function UnmatchedPage() {
  const { accounts: words } = texts
  const filters: AccountSearch = useSearch({ from: '/app/accounts/unmatched' })
  const navigate = useNavigate({ from: '/accounts/unmatched' })
  const set = (change: Partial<AccountSearch>) =>
    void navigate({ search: { ...filters, ...change }, replace: true, resetScroll: false })
  const accounts = useInfiniteQuery({
    ...accountsQuery({ ...queryOf(filters), unmatched: 'true' }),
    placeholderData: (before) => before,
  })
  const { account, ...others } = filters
  const isFiltered = Object.values(others).some((value) => value !== undefined)
  return (
    <Page title={words.title} description={words.unmatched.description}>
      <AccountTabs />
      <AccountFilterBar filters={filters} onChange={set} />
      <QueryView
        query={accounts}
        isEmpty={(list) => list.length === 0}
        empty={
          isFiltered ? (
            <EmptyState icon={IconFilterOff} {...words.emptyFiltered} />
          ) : (
            <EmptyState icon={IconCircleCheck} {...words.unmatched.empty} />
          )
        }
      >
        {(list) => <UnmatchedTable accounts={list} more={accounts} onOpen={(id) => set({ account: id })} />}
      </QueryView>
      <AccountDrawer accountId={account} onClose={() => set({ account: undefined })} />
    </Page>
  )
}
