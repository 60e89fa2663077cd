import { IconAddressBook } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { AccountDrawer } from '../../features/accounts/account-drawer.tsx'
import { AccountFilterBar, queryOf, type AccountSearch } from '../../features/accounts/account-filter-bar.tsx'
import { AccountsTable } from '../../features/accounts/accounts-table.tsx'
import { accountsQuery } from '../../lib/queries/accounts.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { AccountTabs } from './account-tabs.tsx'

/** Every account of every app. */
export function AccountsPage() {
  const { accounts: words } = texts
  const filters: AccountSearch = useSearch({ from: '/app/accounts' })
  const navigate = useNavigate({ from: '/accounts' })
  const set = (change: Partial<AccountSearch>) =>
    void navigate({ search: { ...filters, ...change }, replace: true, resetScroll: false })
  const accounts = useInfiniteQuery({ ...accountsQuery(queryOf(filters)), placeholderData: (before) => before })
  const { account, ...others } = filters
  const isFiltered = Object.values(others).some((value) => value !== undefined)
  return (
    <Page title={words.title} description={words.description}>
      <AccountTabs />
      <AccountFilterBar filters={filters} onChange={set} />
      <QueryView
        query={accounts}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconAddressBook} {...(isFiltered ? words.emptyFiltered : words.empty)} />}
      >
        {(list) => <AccountsTable accounts={list} more={accounts} onOpen={(id) => set({ account: id })} />}
      </QueryView>
      <AccountDrawer accountId={account} onClose={() => set({ account: undefined })} />
    </Page>
  )
}
