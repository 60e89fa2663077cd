import { Group, Stack, VisuallyHidden } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Connector, PresetClient } from '../../lib/api-types.ts'
import { deletePresetClient } from '../../lib/queries/requests.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable, PrimaryCell, type Column } from '../../ui/data-table.tsx'
import { MayButton } from '../../ui/may-button.tsx'
import { Monogram } from '../../ui/monogram.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { useAction } from '../../ui/use-action.ts'
import { ClientDialog } from './client-dialog.tsx'
import { appName, methodName } from './credentials-table.tsx'

const SHOWN = 2

/** The saved clients, what was made with each, and what can be done about them. */
export function ClientsTable({ clients, connectors }: { clients: PresetClient[]; connectors: readonly Connector[] }) {
  const { clients: words } = texts.credentials
  const [open, setOpen] = useState<{ what: 'replace' | 'delete'; client: PresetClient } | null>(null)
  const close = () => setOpen(null)
  const remove = useAction((client: PresetClient) => deletePresetClient(client.connector, client.method), {
    renews: [['preset-clients'], ['credentials']],
    done: words.removed,
    showsProblem: true,
    onDone: close,
  })
  const columns: Column<PresetClient>[] = [
    {
      id: 'app',
      header: words.columns.app,
      cell: (client) => (
        <PrimaryCell icon={<Monogram name={appName(connectors, client)} />} detail={methodName(connectors, client)}>
          <span style={{ fontWeight: 550 }}>{appName(connectors, client)}</span>
        </PrimaryCell>
      ),
    },
    {
      id: 'client',
      header: words.columns.client,
      hideBelow: 'md',
      cell: ({ publicFields }) => <span className="mono">{publicFields['clientId'] ?? ''}</span>,
    },
    { id: 'usedBy', header: words.columns.usedBy, hideBelow: 'sm', cell: (client) => <Uses client={client} /> },
    {
      id: 'changed',
      header: words.columns.changed,
      hideBelow: 'lg',
      cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
    },
    {
      id: 'actions',
      header: <VisuallyHidden>{texts.common.actions}</VisuallyHidden>,
      align: 'right',
      cell: (client) => (
        <Group gap={6} justify="flex-end">
          <MayButton
            needs="credentials:write"
            size="compact-sm"
            variant="default"
            aria-label={words.replaceNamed(appName(connectors, client))}
            onClick={() => setOpen({ what: 'replace', client })}
          >
            {words.replace}
          </MayButton>
          <MayButton
            needs="credentials:write"
            size="compact-sm"
            variant="default"
            aria-label={words.removeNamed(appName(connectors, client))}
            onClick={() => setOpen({ what: 'delete', client })}
          >
            {words.remove}
          </MayButton>
        </Group>
      ),
    },
  ]
  const name = open ? appName(connectors, open.client) : ''
  return (
    <>
      <DataTable
        label={words.list}
        rows={clients}
        columns={columns}
        rowKey={({ connector, method }) => `${connector} ${method}`}
      />
      <ClientDialog
        connectors={connectors}
        client={open?.what === 'replace' ? open.client : undefined}
        isOpen={open?.what === 'replace'}
        onClose={close}
      />
      <ConfirmDialog
        title={words.removeTitle(name)}
        confirm={words.removeConfirm}
        isDangerous
        isOpen={open?.what === 'delete'}
        onClose={close}
        action={{ isPending: remove.isPending, error: remove.error, run: () => open && remove.mutate(open.client) }}
      >
        <p style={{ margin: 0 }}>{words.removeText}</p>
        {open && open.client.usedBy.length > 0 && (
          <>
            <p style={{ margin: '12px 0 4px' }}>{words.removeUses}</p>
            <ul style={{ margin: 0, paddingLeft: 18 }}>
              {open.client.usedBy.map((one) => (
                <li key={one.connectionId}>{one.name}</li>
              ))}
            </ul>
          </>
        )}
      </ConfirmDialog>
    </>
  )
}

function Uses({ client: { usedBy } }: { client: PresetClient }) {
  const { clients: words } = texts.credentials
  if (usedBy.length === 0) return <span className="muted">{words.unused}</span>
  return (
    <Stack gap={0}>
      {usedBy.slice(0, SHOWN).map(({ connectionId, name }) => (
        <Link
          key={connectionId}
          to="/connections/$connectionId"
          params={{ connectionId }}
          style={{ color: 'var(--mantine-color-anchor)' }}
        >
          {name}
        </Link>
      ))}
      {usedBy.length > SHOWN && <span className="muted">{words.more(usedBy.length - SHOWN)}</span>}
    </Stack>
  )
}
