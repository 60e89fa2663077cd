import { IconAddressBook, IconPlugOff, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { AccountDrawer } from '../../features/accounts/account-drawer.tsx'
import { AccountFilterBar, queryOf, type AccountSearch } from '../../features/accounts/account-filter-bar.tsx'
import { AccountsTable } from '../../features/accounts/accounts-table.tsx'
import { ConnectionsTable } from '../../features/connections/connections-table.tsx'
import type { App } from '../../lib/api-types.ts'
import { accountsQuery } from '../../lib/queries/accounts.ts'
import { appQuery } from '../../lib/queries/apps.ts'
import { connectionsQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Monogram } from '../../ui/monogram.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { StatTiles } from '../../ui/stat-tiles.tsx'
import { AsOf } from '../../ui/time.tsx'

/** One app: where its data comes from and who has an account. */
export function AppPage() {
  const { appId } = useParams({ from: '/app/apps/$appId' })
  const app = useQuery(appQuery(appId))
  const { data } = app
  return (
    <Page
      title={data?.name ?? texts.apps.title}
      icon={data && <Monogram name={data.name} size={34} />}
      back={{ label: texts.apps.title, link: { to: '/apps' } }}
      description={data && <Subtitle app={data} />}
      actions={data?.connector && <AddConnection connector={data.connector} />}
    >
      <QueryView query={app}>{(one) => <Detail app={one} />}</QueryView>
    </Page>
  )
}

function Subtitle({ app }: { app: App }) {
  return (
    <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '2px 14px' }}>
      <span>{app.category}</span>
      {app.site && (
        <a href={`https://${app.site}`} target="_blank" rel="noreferrer">
          {app.site}
        </a>
      )}
      <AsOf at={app.asOf} />
    </span>
  )
}

/** What can be done about an app that nothing reads. */
function NoConnection({ app }: { app: App }) {
  const { page: words } = texts.apps
  if (app.connector) return <p className="muted">{words.noConnection}</p>
  return (
    <EmptyState
      icon={IconPlugOff}
      title={words.noConnection}
      text={words.noConnector}
      action={
        <LinkButton variant="default" to="/connections/new/$connectorId" params={{ connectorId: 'scim' }}>
          {words.viaScim}
        </LinkButton>
      }
    />
  )
}

function AddConnection({ connector }: { connector: string }) {
  return (
    <LinkButton
      variant="default"
      leftSection={<IconPlus size={16} aria-hidden />}
      to="/connections/new/$connectorId"
      params={{ connectorId: connector }}
    >
      {texts.apps.page.add}
    </LinkButton>
  )
}

function Detail({ app }: { app: App }) {
  const { page: words } = texts.apps
  const connections = useInfiniteQuery(connectionsQuery({ app_id: app.id }))
  return (
    <>
      <StatTiles
        stats={[
          { label: words.active, value: app.activeAccountCount },
          { label: words.accounts, value: app.accountCount },
          { label: words.connections, value: app.connectionCount },
        ]}
      />
      <Section title={words.connectionsList}>
        <QueryView query={connections} isEmpty={(list) => list.length === 0} empty={<NoConnection app={app} />}>
          {(list) => <ConnectionsTable connections={list} />}
        </QueryView>
      </Section>
      {/* Accounts of a connection that is gone stay to be seen. */}
      {(app.connectionCount > 0 || app.accountCount > 0) && (
        <Section title={words.people}>
          <Accounts appId={app.id} />
        </Section>
      )}
    </>
  )
}

function Accounts({ appId }: { appId: string }) {
  const { accounts: words } = texts
  const filters: AccountSearch = useSearch({ from: '/app/apps/$appId' })
  const navigate = useNavigate({ from: '/apps/$appId' })
  const set = (change: Partial<AccountSearch>) =>
    void navigate({ search: { ...filters, ...change }, replace: true, resetScroll: false })
  const accounts = useInfiniteQuery({
    ...accountsQuery({ ...queryOf(filters), app_id: appId }),
    placeholderData: (before) => before,
  })
  const { account, ...others } = filters
  const isFiltered = Object.values(others).some((value) => value !== undefined)
  return (
    <>
      <AccountFilterBar filters={filters} onChange={set} appId={appId} />
      <QueryView
        query={accounts}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconAddressBook} {...(isFiltered ? words.emptyFiltered : words.empty)} />}
      >
        {(list) => <AccountsTable accounts={list} of="app" more={accounts} onOpen={(id) => set({ account: id })} />}
      </QueryView>
      <AccountDrawer accountId={account} onClose={() => set({ account: undefined })} />
    </>
  )
}
