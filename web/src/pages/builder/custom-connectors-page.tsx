import { ActionIcon, Tooltip } from '@mantine/core'
import { IconFileExport, IconPlug, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { ImportButton } from '../../features/builder/import-button.tsx'
import type { CustomConnector } from '../../lib/api-types.ts'
import { request, saveFile, urlOf } from '../../lib/api/client.ts'
import { useMay } from '../../lib/may.ts'
import { customConnectorsQuery } from '../../lib/queries/custom-connectors.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { ABOVE_ROW_LINK, DataTable, ROW_LINK } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useAction } from '../../ui/use-action.ts'

const { list: words } = texts.builder

/** The connectors that were made here. */
export function CustomConnectorsPage() {
  const may = useMay()
  const custom = useQuery(customConnectorsQuery)
  const [doomed, setDoomed] = useState<CustomConnector>()
  const remove = useAction((id: string) => request('DELETE /custom-connectors/{id}', { path: { id } }), {
    renews: [['custom-connectors'], ['connectors'], ['apps']],
    done: words.removed,
    showsProblem: true,
    onDone: () => setDoomed(undefined),
  })
  const add = may('connections:write') && (
    <LinkButton to="/custom-connectors/new" leftSection={<IconPlus size={16} aria-hidden />}>
      {words.add}
    </LinkButton>
  )
  return (
    <Page
      title={words.title}
      description={words.description}
      back={{ label: texts.connect.choose.title, link: { to: '/connections/new' } }}
      actions={
        <>
          <ImportButton />
          {add}
        </>
      }
    >
      <QueryView
        query={{ ...custom, data: custom.data?.items }}
        isEmpty={(items) => items.length === 0}
        empty={<EmptyState icon={IconPlug} {...words.none} action={add} />}
      >
        {(items) => (
          <DataTable
            label={words.label}
            rows={items}
            rowKey={({ id }) => id}
            columns={[
              {
                id: 'name',
                header: words.columns.name,
                cell: ({ id, name }) => (
                  <Link to="/custom-connectors/$customId" params={{ customId: id }} className={ROW_LINK}>
                    {name}
                  </Link>
                ),
              },
              {
                id: 'address',
                header: words.columns.address,
                hideBelow: 'md',
                cell: ({ definition }) => definition.baseUrl ?? words.ownAddress,
              },
              {
                id: 'version',
                header: words.columns.version,
                hideBelow: 'sm',
                align: 'right',
                width: 90,
                cell: ({ version }) => version,
              },
              {
                id: 'used',
                header: words.columns.used,
                hideBelow: 'sm',
                cell: ({ connections }) => (connections.length === 0 ? words.unused : connections.join(', ')),
              },
              {
                id: 'actions',
                header: words.columns.actions,
                width: 130,
                align: 'right',
                cell: (row) => <RowActions custom={row} onRemove={() => setDoomed(row)} />,
              },
            ]}
          />
        )}
      </QueryView>
      <ConfirmDialog
        title={words.removeTitle(doomed?.name ?? '')}
        confirm={words.remove}
        isDangerous
        isOpen={doomed !== undefined}
        onClose={() => {
          setDoomed(undefined)
          remove.reset()
        }}
        action={{ isPending: remove.isPending, error: remove.error, run: () => doomed && remove.mutate(doomed.id) }}
      >
        {words.removeText}
      </ConfirmDialog>
    </Page>
  )
}

function RowActions({ custom: { id, name }, onRemove }: { custom: CustomConnector; onRemove: () => void }) {
  const may = useMay()
  const navigate = useNavigate()
  const save = useAction(() => saveFile(urlOf('/custom-connectors/{id}/export', { id })))
  const button = (label: string, tip: string, icon: React.ReactNode, onClick: () => void) => (
    <Tooltip label={tip}>
      <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  )
  return (
    <span className={ABOVE_ROW_LINK} style={{ display: 'inline-flex', gap: 2 }}>
      {may('connections:write') &&
        button(
          words.connectNamed(name),
          words.connect,
          <IconPlug size={16} aria-hidden />,
          () => void navigate({ to: '/connections/new/$connectorId', params: { connectorId: id } }),
        )}
      {button(words.exportNamed(name), words.export, <IconFileExport size={16} aria-hidden />, () =>
        save.mutate(undefined),
      )}
      {may('connections:write') &&
        button(words.removeNamed(name), words.remove, <IconTrash size={16} aria-hidden />, onRemove)}
    </span>
  )
}
