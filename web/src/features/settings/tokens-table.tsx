import { VisuallyHidden } from '@mantine/core'
import { useState } from 'react'
import type { ApiToken } from '../../lib/api-types.ts'
import { revokeToken } from '../../lib/queries/settings.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable, PrimaryCell, type Column } from '../../ui/data-table.tsx'
import { Status } from '../../ui/status.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'
import { MayButton } from '../../ui/may-button.tsx'

export function TokensTable({ tokens }: { tokens: ApiToken[] }) {
  const { tokens: words } = texts.settings
  const [asks, setAsks] = useState<ApiToken | null>(null)
  const revoke = useAction(revokeToken, {
    renews: [['api-tokens']],
    done: words.revoked,
    showsProblem: true,
    onDone: () => setAsks(null),
  })
  const columns: Column<ApiToken>[] = [
    {
      id: 'name',
      header: words.columns.name,
      cell: (token) => (
        <PrimaryCell detail={<span className="mono">{token.prefix}…</span>}>
          <span style={{ fontWeight: 550 }}>{token.name}</span>
        </PrimaryCell>
      ),
    },
    { id: 'rights', header: words.columns.rights, cell: (token) => words.may[token.rights] },
    {
      id: 'used',
      header: words.columns.used,
      hideBelow: 'sm',
      cell: (token) => <RelativeTime at={token.lastUsedAt} empty={words.neverUsed} />,
    },
    {
      id: 'expires',
      header: words.columns.expires,
      hideBelow: 'md',
      cell: (token) => <RelativeTime at={token.expiresAt} empty={words.never} />,
    },
    {
      id: 'created',
      header: words.columns.created,
      hideBelow: 'lg',
      cell: (token) => (
        <span className="muted">
          <RelativeTime at={token.createdAt} />
          {token.createdBy && ` · ${token.createdBy}`}
        </span>
      ),
    },
    {
      id: 'actions',
      header: <VisuallyHidden>{texts.common.actions}</VisuallyHidden>,
      align: 'right',
      cell: (token) =>
        token.revokedAt ? (
          <Status tone="idle" label={words.revokedAt} />
        ) : (
          <MayButton
            needs="tokens:write"
            size="compact-sm"
            variant="default"
            aria-label={words.revokeNamed(token.name)}
            onClick={() => setAsks(token)}
          >
            {words.revoke}
          </MayButton>
        ),
    },
  ]
  return (
    <>
      <DataTable
        label={words.list}
        rows={tokens}
        columns={columns}
        rowKey={(token) => token.id}
        isDim={(token) => token.revokedAt !== null}
      />
      <ConfirmDialog
        title={words.revokeTitle(asks?.name ?? '')}
        confirm={words.revokeConfirm}
        isDangerous
        isOpen={asks !== null}
        onClose={() => setAsks(null)}
        action={{ isPending: revoke.isPending, error: revoke.error, run: () => asks && revoke.mutate(asks.id) }}
      >
        {words.revokeText}
      </ConfirmDialog>
    </>
  )
}
