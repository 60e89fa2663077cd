import { Group, VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ConnectionRequest } from '../../lib/api-types.ts'
import { revokeRequest } from '../../lib/queries/requests.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable, PrimaryCell, type Column } from '../../ui/data-table.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Status, type Tone } from '../../ui/status.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'
import { ConfirmTenantDialog } from './confirm-tenant-dialog.tsx'
import { ResendDialog } from './resend-dialog.tsx'
import { MayButton } from '../../ui/may-button.tsx'

type More = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }

const TONE: Record<ConnectionRequest['state'], Tone> = {
  sent: 'open',
  opened: 'info',
  authorised: 'warn',
  confirmed: 'good',
  expired: 'bad',
  revoked: 'idle',
}

/** Requests with what can be done about each (F4). */
export function RequestsTable({ requests, more }: { requests: ConnectionRequest[]; more?: More }) {
  const { requests: words } = texts
  const [toRevoke, setToRevoke] = useState<ConnectionRequest | null>(null)
  const [toResend, setToResend] = useState<ConnectionRequest | null>(null)
  const [toConfirm, setToConfirm] = useState<ConnectionRequest | null>(null)
  const renews = [['connection-requests'], ['connections']]
  const revoke = useAction(revokeRequest, {
    renews,
    done: words.revoked,
    showsProblem: true,
    onDone: () => setToRevoke(null),
  })
  const columns: Column<ConnectionRequest>[] = [
    {
      id: 'connection',
      header: words.columns.connection,
      cell: (request) => (
        <PrimaryCell
          icon={<AppLogo id={request.appId} name={request.appName} connector={request.connector} size={28} />}
          detail={request.appName}
        >
          <Link
            to="/connections/$connectionId"
            params={{ connectionId: request.connectionId }}
            style={{ fontWeight: 550 }}
          >
            {request.connectionName}
          </Link>
        </PrimaryCell>
      ),
    },
    {
      id: 'who',
      header: words.columns.who,
      cell: (request) => (
        <PrimaryCell detail={request.email}>
          {request.name} <span className="muted">{words.askedBy(request.requesterName)}</span>
        </PrimaryCell>
      ),
      hideBelow: 'sm',
    },
    {
      id: 'state',
      header: words.columns.state,
      cell: ({ state }) => <Status tone={TONE[state]} label={words.state[state]} />,
    },
    {
      id: 'when',
      header: words.columns.when,
      hideBelow: 'md',
      cell: (request) => <RelativeTime at={request.sentAt} />,
    },
    {
      id: 'actions',
      header: <VisuallyHidden>{texts.common.actions}</VisuallyHidden>,
      align: 'right',
      cell: (request) => (
        <Group gap={6} justify="flex-end" wrap="wrap">
          {request.state === 'authorised' && (
            <MayButton
              needs="requests:write"
              size="compact-sm"
              aria-label={words.confirmNamed(request.name)}
              onClick={() => setToConfirm(request)}
            >
              {words.confirm}
            </MayButton>
          )}
          {canResend(request) && (
            <MayButton
              needs="requests:write"
              size="compact-sm"
              variant="default"
              aria-label={words.resendNamed(request.name)}
              onClick={() => setToResend(request)}
            >
              {words.resend}
            </MayButton>
          )}
          {(request.state === 'sent' || request.state === 'opened') && (
            <MayButton
              needs="requests:write"
              size="compact-sm"
              variant="default"
              aria-label={words.revokeNamed(request.name)}
              onClick={() => setToRevoke(request)}
            >
              {words.revoke}
            </MayButton>
          )}
        </Group>
      ),
    },
  ]
  return (
    <>
      <DataTable
        label={words.list}
        rows={requests}
        columns={columns}
        rowKey={({ id }) => id}
        isDim={({ state }) => state === 'revoked' || state === 'confirmed'}
        {...(more && { more })}
      />
      <ConfirmDialog
        title={words.revokeTitle(toRevoke?.name ?? '')}
        confirm={words.revoke}
        isDangerous
        isOpen={toRevoke !== null}
        onClose={() => setToRevoke(null)}
        action={{ isPending: revoke.isPending, error: revoke.error, run: () => toRevoke && revoke.mutate(toRevoke.id) }}
      >
        {words.revokeText}
      </ConfirmDialog>
      <ResendDialog request={toResend} onClose={() => setToResend(null)} />
      <ConfirmTenantDialog request={toConfirm} onClose={() => setToConfirm(null)} />
    </>
  )
}

function canResend({ state }: ConnectionRequest): boolean {
  return state === 'sent' || state === 'opened' || state === 'expired' || state === 'revoked'
}
