import { ActionIcon, Group, VisuallyHidden } from '@mantine/core'
import { IconLogin2, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ProviderDialog } from '../../features/sign-in/provider-dialog.tsx'
import type { SignInProvider } from '../../lib/api-types.ts'
import { useMay } from '../../lib/may.ts'
import { deleteProvider, rolesQuery, signInProvidersQuery } from '../../lib/queries/users.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { DataTable, PrimaryCell, type Column } from '../../ui/data-table.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { MayButton } from '../../ui/may-button.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { Status } from '../../ui/status.tsx'
import { useAction } from '../../ui/use-action.ts'

/** OpenID providers that people may sign in with. */
export function SignInSettingsPage() {
  const { providers: words } = texts.access
  const providers = useQuery(signInProvidersQuery)
  const may = useMay()
  const roles = useQuery({ ...rolesQuery, enabled: may('users:read') })
  const roleNames = new Map(roles.data?.items.map(({ id, name }) => [id, name]))
  const [edited, setEdited] = useState<SignInProvider | 'new' | null>(null)
  const [asks, setAsks] = useState<SignInProvider | null>(null)
  const remove = useAction(deleteProvider, {
    renews: [['sign-in-providers'], ['session', 'providers']],
    done: words.removed,
    showsProblem: true,
    onDone: () => setAsks(null),
  })
  const columns: Column<SignInProvider>[] = [
    {
      id: 'name',
      header: words.columns.name,
      cell: ({ name, issuer }) => (
        <PrimaryCell detail={issuer}>
          <span style={{ fontWeight: 550 }}>{name}</span>
        </PrimaryCell>
      ),
    },
    {
      id: 'who',
      header: words.columns.who,
      hideBelow: 'sm',
      cell: (one) =>
        one.domains.length > 0
          ? words.domains(one, roleNames.get(one.defaultRole ?? '') ?? one.defaultRole ?? '')
          : words.invited,
    },
    {
      id: 'state',
      header: words.columns.state,
      cell: ({ enabled }) => <Status tone={enabled ? 'good' : 'idle'} label={enabled ? words.on : words.off} />,
    },
    {
      id: 'actions',
      header: <VisuallyHidden>{texts.common.actions}</VisuallyHidden>,
      align: 'right',
      cell: (one) =>
        may('settings:write') && (
          <Group gap={4} justify="flex-end" wrap="nowrap">
            <ActionIcon aria-label={words.edit(one.name)} onClick={() => setEdited(one)}>
              <IconPencil size={16} aria-hidden />
            </ActionIcon>
            <ActionIcon aria-label={words.remove(one.name)} onClick={() => setAsks(one)}>
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ),
    },
  ]
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        <MayButton
          needs="settings:write"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setEdited('new')}
        >
          {words.add}
        </MayButton>
      }
    >
      <QueryView
        query={providers}
        isEmpty={({ items }) => items.length === 0}
        empty={<EmptyState icon={IconLogin2} {...words.empty} />}
      >
        {({ items }) => <DataTable label={words.list} rows={items} columns={columns} rowKey={({ id }) => id} />}
      </QueryView>
      <ProviderDialog provider={edited} onClose={() => setEdited(null)} />
      <ConfirmDialog
        title={words.removeTitle(asks?.name ?? '')}
        confirm={texts.common.remove}
        isDangerous
        isOpen={asks !== null}
        onClose={() => setAsks(null)}
        action={{ isPending: remove.isPending, error: remove.error, run: () => asks && remove.mutate(asks.id) }}
      >
        {words.removeText}
      </ConfirmDialog>
    </Page>
  )
}
