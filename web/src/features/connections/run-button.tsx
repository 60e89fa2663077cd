import { IconPlayerPlay } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { Connection } from '../../lib/api-types.ts'
import { startSync } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { MayButton, MayLinkButton } from '../../ui/may-button.tsx'
import { useAction } from '../../ui/use-action.ts'

/** Starts a sync and leads to it; for a draft it leads to where it was left. */
export function RunButton({ connection, isCompact = false }: { connection: Connection; isCompact?: boolean }) {
  const { connections: words } = texts
  const navigate = useNavigate()
  const run = useAction(startSync, {
    renews: [['connections'], ['syncs', 'list']],
    done: words.started,
    onDone: (sync) => (isCompact ? undefined : navigate({ to: '/syncs/$syncId', params: { syncId: sync.id } })),
  })
  const size = isCompact ? 'compact-sm' : 'sm'
  if (connection.state === 'draft') {
    return (
      <MayLinkButton
        needs="connections:write"
        size={size}
        variant={isCompact ? 'default' : 'filled'}
        to="/connections/$connectionId/set-up"
        params={{ connectionId: connection.id }}
      >
        {words.finish}
      </MayLinkButton>
    )
  }
  if (connection.state !== 'active') return null
  return (
    <MayButton
      needs="syncs:run"
      size={size}
      variant={isCompact ? 'default' : 'filled'}
      leftSection={<IconPlayerPlay size={isCompact ? 13 : 15} aria-hidden />}
      aria-label={isCompact ? words.runNamed(connection.name) : undefined}
      disabled={connection.runningSync !== null}
      loading={run.isPending}
      onClick={() => run.mutate(connection.id)}
    >
      {words.run}
    </MayButton>
  )
}
