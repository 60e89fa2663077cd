import { UnstyledButton } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { Account } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { ABOVE_ROW_LINK, DataTable, PrimaryCell, ROW_LINK, type Column } from '../../ui/data-table.tsx'
import { Monogram } from '../../ui/monogram.tsx'
import { HolderStatus } from '../../ui/status.tsx'
import { RelativeTime } from '../../ui/time.tsx'

const { columns: heads, flags, noPerson } = texts.accounts

type ColumnId = 'app' | 'person'

type Props = {
  accounts: Account[]
  /** What the page says already. */
  hides?: readonly ColumnId[]
  onOpen: (id: string) => void
  more?: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

export function AccountsTable({ accounts, hides = [], onOpen, more }: Props) {
  const columns: Column<Account>[] = [
    {
      id: 'account',
      header: heads.account,
      cell: (account) => (
        <PrimaryCell icon={<Monogram name={account.appName} size={28} />} detail={detailOf(account, hides.includes('app'))}>
          <UnstyledButton className={ROW_LINK} style={{ fontSize: 13 }} onClick={() => onOpen(account.id)}>
            {accountName(account)}
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
    { id: 'role', header: heads.role, hideBelow: 'lg', cell: (account) => account.role ?? <span className="muted">{texts.common.none}</span> },
    {
      id: 'licences',
      header: heads.licences,
      hideBelow: 'lg',
      cell: ({ licences }) => (licences.length > 0 ? licences.join(', ') : <span className="muted">{texts.common.none}</span>),
    },
    { id: 'lastActive', header: heads.lastActive, hideBelow: 'md', cell: (account) => <RelativeTime at={account.lastActiveAt} /> },
  ]
  return (
    <DataTable
      label={texts.accounts.list}
      rows={accounts}
      columns={columns.filter(({ id }) => !hides.includes(id as ColumnId))}
      rowKey={(account) => account.id}
      isDim={(account) => account.status === 'inactive'}
      more={more}
    />
  )
}

/** What an account is called: by the name, else the address, else the vendor's id. */
export function accountName({ displayName, email, username, externalId }: Pick<Account, 'displayName' | 'email' | 'username' | 'externalId'>): string {
  return displayName ?? email ?? username ?? externalId
}

/** `Admin`, `Service account`, `Guest`. */
export function flagsOf(account: Account): string[] {
  return (['isAdmin', 'isServiceAccount', 'isGuest'] as const).filter((flag) => account[flag]).map((flag) => flags[flag])
}

function detailOf(account: Account, hasNoApp: boolean): string {
  const address = account.email === accountName(account) ? null : (account.email ?? account.username)
  const where = hasNoApp && account.connectionName !== account.appName ? account.connectionName : null
  return [address, where, ...flagsOf(account)].filter(Boolean).join(' · ')
}

function PersonOf({ account }: { account: Account }) {
  if (!account.personId) return <span className="muted">{account.ignored ? texts.accounts.ignored : noPerson}</span>
  return (
    <Link to="/people/$personId" params={{ personId: account.personId }} className={ABOVE_ROW_LINK}>
      {account.personName ?? texts.people.noName}
    </Link>
  )
}
