import { Button } from '@mantine/core'
import { IconAddressBook } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { AccountDrawer } from '../../features/accounts/account-drawer.tsx'
import { AccountFilterBar, queryOf, type AccountSearch } from '../../features/accounts/account-filter-bar.tsx'
import { AccountsTable } from '../../features/accounts/accounts-table.tsx'
import classes from '../../features/apps/app-page.module.css'
import { CountCheck } from '../../features/apps/count-check.tsx'
import { accountsQuery } from '../../lib/queries/accounts.ts'
import { appQuery, appUseQuery } from '../../lib/queries/apps.ts'
import { connectionsQuery, connectorQuery } from '../../lib/queries/connections.ts'
import { entitlementQuery } from '../../lib/queries/entitlements.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { QueryView } from '../../ui/query-view.tsx'

/** Who has an account in an app, with user name, role and last activity (F86, F87). */
export function AppUsersTab() {
  const { appId } = useParams({ from: '/app/apps/$appId' })
  const filters: AccountSearch = useSearch({ from: '/app/apps/$appId/users' })
  const navigate = useNavigate({ from: '/apps/$appId/users' })
  const set = (change: Partial<AccountSearch>) =>
    void navigate({ search: { ...filters, ...change }, replace: true, resetScroll: false })
  const accounts = useInfiniteQuery({
    ...accountsQuery({ ...queryOf(filters), app_id: appId }),
    placeholderData: (before) => before,
  })
  const { account, ...others } = filters
  const isFiltered = Object.values(others).some((value) => value !== undefined)
  const empty = isFiltered ? texts.accounts.emptyFiltered : texts.appPage.users.empty
  return (
    <>
      <Check appId={appId} />
      <AccountFilterBar filters={filters} onChange={set} appId={appId} />
      {filters.holds !== undefined && <Holds entitlementId={filters.holds} onClear={() => set({ holds: undefined })} />}
      <QueryView
        query={accounts}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconAddressBook} {...empty} />}
      >
        {(list) => <AccountsTable accounts={list} of="app" more={accounts} onOpen={(id) => set({ account: id })} />}
      </QueryView>
      <AccountDrawer accountId={account} onClose={() => set({ account: undefined })} />
    </>
  )
}

/** Stands there once all that it compares is known; the list below does not wait for it. */
function Check({ appId }: { appId: string }) {
  const { data: app } = useQuery(appQuery(appId))
  const { data: use } = useQuery(appUseQuery(appId))
  const { data: connections } = useInfiniteQuery(connectionsQuery({ app_id: appId }))
  const { data: connector } = useQuery({
    ...connectorQuery(app?.connector ?? connections?.[0]?.connector ?? ''),
    enabled: app !== undefined && connections !== undefined && (app.connector !== null || connections.length > 0),
  })
  if (!use || use.connections.length === 0 || !connections || !connector) return null
  return <CountCheck use={use} connections={connections} connector={connector} />
}

/** Which group, role or licence the list is limited to. */
function Holds({ entitlementId, onClear }: { entitlementId: string; onClear: () => void }) {
  const { users: words } = texts.appPage
  const { data, isError } = useQuery({ ...entitlementQuery(entitlementId), retry: false })
  return (
    <div className={classes.held}>
      {data ? words.holds(data.name) : isError ? words.holdsGone : texts.common.loading}
      <Button size="compact-xs" variant="default" onClick={onClear}>
        {words.noHolds}
      </Button>
    </div>
  )
}
