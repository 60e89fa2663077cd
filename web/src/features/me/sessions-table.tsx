import { Button, VisuallyHidden } from '@mantine/core'
import type { UserSession } from '../../lib/api-types.ts'
import { deviceOf } from '../../lib/device.ts'
import { endMySession } from '../../lib/queries/me.ts'
import { texts } from '../../lib/texts.ts'
import { DataTable, PrimaryCell, type Column } from '../../ui/data-table.tsx'
import { Status } from '../../ui/status.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'

export function SessionsTable({ sessions }: { sessions: UserSession[] }) {
  const { sessions: words } = texts.access.me
  const end = useAction(endMySession, { renews: [['me', 'sessions']], done: words.ended })
  const columns: Column<UserSession>[] = [
    {
      id: 'device',
      header: words.device,
      cell: ({ userAgent, address }) => (
        <PrimaryCell detail={address ?? words.unknown}>
          <span style={{ fontWeight: 550 }}>{deviceOf(userAgent) ?? words.unknown}</span>
        </PrimaryCell>
      ),
    },
    {
      id: 'since',
      header: words.since,
      hideBelow: 'sm',
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      id: 'actions',
      header: <VisuallyHidden>{texts.common.actions}</VisuallyHidden>,
      align: 'right',
      cell: ({ id, isThis, userAgent }) =>
        isThis ? (
          <Status tone="good" label={words.here} />
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={words.end(deviceOf(userAgent) ?? words.unknown)}
            loading={end.isPending && end.variables === id}
            onClick={() => end.mutate(id)}
          >
            {words.endShort}
          </Button>
        ),
    },
  ]
  return <DataTable label={words.list} rows={sessions} columns={columns} rowKey={({ id }) => id} />
}
