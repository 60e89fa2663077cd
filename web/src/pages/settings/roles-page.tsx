import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { EditRoleDialog } from '../../features/roles/edit-role-dialog.tsx'
import { RolesMatrix } from '../../features/roles/roles-matrix.tsx'
import type { Role } from '../../lib/api-types.ts'
import { deleteRole, rolesQuery } from '../../lib/queries/users.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { MayButton } from '../../ui/may-button.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { useAction } from '../../ui/use-action.ts'

/** What each role may do (F122). */
export function RolesPage() {
  const { roles: words } = texts.access
  const roles = useQuery(rolesQuery)
  const [edited, setEdited] = useState<Role | 'new' | null>(null)
  const [asks, setAsks] = useState<Role | null>(null)
  const remove = useAction(deleteRole, {
    renews: [['roles']],
    done: words.deleted,
    showsProblem: true,
    onDone: () => setAsks(null),
  })
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        <MayButton
          needs="roles:write"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setEdited('new')}
        >
          {words.add}
        </MayButton>
      }
    >
      <QueryView query={roles}>
        {({ items }) => <RolesMatrix roles={items} onEdit={setEdited} onDelete={setAsks} />}
      </QueryView>
      <EditRoleDialog role={edited} onClose={() => setEdited(null)} />
      <ConfirmDialog
        title={words.deleteTitle(asks?.name ?? '')}
        confirm={words.remove(asks?.name ?? '')}
        isDangerous
        isOpen={asks !== null}
        onClose={() => setAsks(null)}
        action={{ isPending: remove.isPending, error: remove.error, run: () => asks && remove.mutate(asks.id) }}
      >
        {words.deleteText}
      </ConfirmDialog>
    </Page>
  )
}
