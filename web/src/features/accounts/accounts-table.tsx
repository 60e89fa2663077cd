import { UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Account } from '../../lib/api-types.ts'
import { accountQuery } from '../../lib/queries/accounts.ts'
import { texts } from '../../lib/texts.ts'
import { ABOVE_ROW_LINK, DataTable, PrimaryCell, ROW_LINK, type Column } from '../../ui/data-table.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Monogram } from '../../ui/monogram.tsx'
import { HolderStatus } from '../../ui/status.tsx'
import { LastActive } from './last-active.tsx'

const { columns: heads, flags, noPerson } = texts.accounts

const LEFT_OUT: Record<'person' | 'app' | 'none', readonly string[]> = {
  person: ['person', 'app'],
  app: ['app', 'groups'],
  none: ['groups'],
}

type Props = {
  accounts: Account[]
  /** Whose page it stands on: what that says already is left out. */
  of?: 'person' | 'app'
  onOpen: (id: string) => void
  more?: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

export function AccountsTable({ accounts, of, onOpen, more }: Props) {
  const columns: Column<Account>[] = [
    {
      id: 'account',
      header: heads.account,
      cell: (account) => (
        <PrimaryCell
          icon={
            of === 'app' ? (
              <Monogram name={accountName(account)} size={28} isRound />
            ) : (
              <AppLogo id={account.appId} name={account.appName} size={28} />
            )
          }
          detail={detailOf(account, of)}
        >
          <UnstyledButton className={ROW_LINK} style={{ fontSize: 13 }} onClick={() => onOpen(account.id)}>
            {of === 'person' ? account.appName : accountName(account)}
          </UnstyledButton>
        </PrimaryCell>
      ),
    },
    {
      id: 'app',
      header: heads.app,
      hideBelow: 'md',
      cell: (account) => (
        <>
          {account.appName}
          {account.connectionName !== account.appName && (
            <div className="muted" style={{ fontSize: 12 }}>
              {account.connectionName}
            </div>
          )}
        </>
      ),
    },
    { id: 'person', header: heads.person, hideBelow: 'sm', cell: (account) => <PersonOf account={account} /> },
    { id: 'status', header: heads.status, cell: (account) => <HolderStatus status={account.status} /> },
    {
      id: 'role',
      header: heads.role,
      hideBelow: 'lg',
      cell: (account) => account.role ?? <span className="muted">{texts.common.none}</span>,
    },
    {
      id: 'licences',
      header: heads.licences,
      hideBelow: 'lg',
      cell: ({ licences }) =>
        licences.length > 0 ? licences.join(', ') : <span className="muted">{texts.common.none}</span>,
    },
    { id: 'groups', header: heads.groups, hideBelow: 'md', cell: (account) => <GroupsOf accountId={account.id} /> },
    {
      id: 'lastActive',
      header: heads.lastActive,
      hideBelow: 'md',
      cell: (account) => <LastActive account={account} />,
    },
  ]
  return (
    <DataTable
      label={texts.accounts.list}
      rows={accounts}
      columns={columns.filter(({ id }) => !LEFT_OUT[of ?? 'none'].includes(id))}
      rowKey={(account) => account.id}
      isDim={(account) => account.status === 'inactive'}
      more={more}
    />
  )
}

/** What an account is called: by the name, else the address, else the vendor's id. */
export function accountName({
  displayName,
  email,
  username,
  externalId,
}: Pick<Account, 'displayName' | 'email' | 'username' | 'externalId'>): string {
  return displayName ?? email ?? username ?? externalId
}

/** `Admin`, `Service account`, `Guest`. */
export function flagsOf(account: Account): string[] {
  return (['isIntegrationAccount', 'isAdmin', 'isServiceAccount', 'isGuest'] as const)
    .filter((flag) => account[flag])
    .map((flag) => flags[flag])
}

function detailOf(account: Account, of: Props['of']): string {
  const address = of !== 'person' && account.email === accountName(account) ? null : (account.email ?? account.username)
  const where = of !== undefined && account.connectionName !== account.appName ? account.connectionName : null
  // Many vendors make the address the user name; it is not said twice.
  const login = of === 'app' && account.username !== address ? account.username : null
  return [address, login === accountName(account) ? null : login, where, ...flagsOf(account)]
    .filter(Boolean)
    .join(' · ')
}

const MOST_GROUPS = 3

/** Asked for account by account, so only where there are few: on the page of a person. */
function GroupsOf({ accountId }: { accountId: string }) {
  const { data } = useQuery(accountQuery(accountId))
  const groups = data?.entitlements.filter(({ kind }) => kind === 'group' || kind === 'role') ?? []
  if (groups.length === 0) return <span className="muted">{texts.common.none}</span>
  const names = groups.slice(0, MOST_GROUPS).map(({ name }) => name)
  return groups.length > MOST_GROUPS
    ? `${names.join(', ')} ${texts.accounts.moreGroups(groups.length - MOST_GROUPS)}`
    : names.join(', ')
}

function PersonOf({ account }: { account: Account }) {
  if (!account.personId) return <span className="muted">{account.ignored ? texts.accounts.ignored : noPerson}</span>
  return (
    <Link to="/people/$personId" params={{ personId: account.personId }} className={ABOVE_ROW_LINK}>
      {account.personName ?? texts.people.noName}
    </Link>
  )
}
