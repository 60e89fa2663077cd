import { VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { UserDetail } from '../../lib/api-types.ts'
import { useMay } from '../../lib/may.ts'
import { sessionQuery } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { DataTable, PrimaryCell, type Column } from '../../ui/data-table.tsx'
import { Monogram } from '../../ui/monogram.tsx'
import { Status } from '../../ui/status.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { UserMenu } from './user-menu.tsx'

type More = Parameters<typeof DataTable>[0]['more']

export function UsersTable({ users, more }: { users: UserDetail[]; more: More }) {
  const { users: words } = texts.access
  const may = useMay()
  const { data: session } = useQuery(sessionQuery)
  const self = session?.user.id
  const columns: Column<UserDetail>[] = [
    {
      id: 'name',
      header: words.columns.name,
      cell: ({ id, name, email }) => (
        <PrimaryCell icon={<Monogram name={name} isRound />} detail={email}>
          <span style={{ fontWeight: 550 }}>{name}</span>
          {id === self && <span className="muted"> · {words.you}</span>}
        </PrimaryCell>
      ),
    },
    { id: 'role', header: words.columns.role, cell: ({ roleName }) => roleName },
    {
      id: 'ways',
      header: words.columns.signIn,
      hideBelow: 'md',
      cell: (user) => <span className="muted">{waysOf(user)}</span>,
    },
    {
      id: 'last',
      header: words.columns.last,
      hideBelow: 'sm',
      cell: ({ lastSignInAt }) => <RelativeTime at={lastSignInAt} empty={words.never} />,
    },
    {
      id: 'state',
      header: words.columns.state,
      hideBelow: 'sm',
      cell: ({ disabledAt }) =>
        disabledAt ? <Status tone="idle" label={words.disabled} /> : <Status tone="good" label={words.active} />,
    },
    ...(may('users:write')
      ? [
          {
            id: 'actions',
            header: <VisuallyHidden>{texts.common.actions}</VisuallyHidden>,
            align: 'right',
            cell: (user) => <UserMenu user={user} isSelf={user.id === self} />,
          } satisfies Column<UserDetail>,
        ]
      : []),
  ]
  return (
    <DataTable
      label={words.list}
      rows={users}
      columns={columns}
      rowKey={({ id }) => id}
      isDim={({ disabledAt }) => disabledAt !== null}
      {...(more && { more })}
    />
  )
}

function waysOf({ hasPassword, hasTotp, passkeys, providers }: UserDetail): string {
  const { ways, noWay } = texts.access.users
  const names = [
    ...(hasPassword ? [hasTotp ? `${ways.password} + ${ways.totp}` : ways.password] : []),
    ...(passkeys > 0 ? [ways.passkeys] : []),
    ...providers,
  ]
  return names.join(', ') || noWay
}
