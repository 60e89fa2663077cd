import { Button, Group, VisuallyHidden } from '@mantine/core'
import type { Invitation } from '../../lib/api-types.ts'
import { useMay } from '../../lib/may.ts'
import { resendInvitation, withdrawInvitation } from '../../lib/queries/users.ts'
import { texts } from '../../lib/texts.ts'
import { DataTable, PrimaryCell, type Column } from '../../ui/data-table.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'

const RENEWS = [['user-invitations']] as const

export function InvitationsTable({ invitations }: { invitations: Invitation[] }) {
  const { invitations: words } = texts.access.users
  const may = useMay()
  const resend = useAction(resendInvitation, { renews: RENEWS, done: words.resent })
  const withdraw = useAction(withdrawInvitation, { renews: RENEWS, done: words.withdrawn })
  const columns: Column<Invitation>[] = [
    {
      id: 'who',
      header: words.columns.who,
      cell: ({ name, email }) => (
        <PrimaryCell detail={email}>
          <span style={{ fontWeight: 550 }}>{name ?? email}</span>
        </PrimaryCell>
      ),
    },
    { id: 'role', header: words.columns.role, hideBelow: 'sm', cell: ({ roleName }) => roleName },
    {
      id: 'expires',
      header: words.columns.expires,
      hideBelow: 'md',
      cell: ({ expiresAt }) => <RelativeTime at={expiresAt} />,
    },
    {
      id: 'actions',
      header: <VisuallyHidden>{texts.common.actions}</VisuallyHidden>,
      align: 'right',
      cell: ({ id, email }) =>
        may('users:write') && (
          <Group gap={6} justify="flex-end">
            <Button
              size="compact-sm"
              variant="default"
              aria-label={words.named(words.resend, email)}
              onClick={() => resend.mutate(id)}
            >
              {words.resend}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={words.named(words.withdraw, email)}
              onClick={() => withdraw.mutate(id)}
            >
              {words.withdraw}
            </Button>
          </Group>
        ),
    },
  ]
  return <DataTable label={words.list} rows={invitations} columns={columns} rowKey={({ id }) => id} />
}
