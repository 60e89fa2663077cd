import { ActionIcon, Menu } from '@mantine/core'
import { IconBan, IconCheck, IconDots, IconLogout, IconShield, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { UserDetail } from '../../lib/api-types.ts'
import { deleteUser, disableUser, enableUser, signOutUser } from '../../lib/queries/users.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useAction } from '../../ui/use-action.ts'
import { RoleDialog } from './role-dialog.tsx'

const RENEWS = [['users'], ['roles']] as const

/** What can be done about a user; what cannot be taken back is confirmed first. */
export function UserMenu({ user, isSelf }: { user: UserDetail; isSelf: boolean }) {
  const { users: words } = texts.access
  const [open, setOpen] = useState<'role' | 'disable' | 'delete' | null>(null)
  const close = () => setOpen(null)
  const disable = useAction(disableUser, { renews: RENEWS, done: words.disableDialog.done, showsProblem: true, onDone: close }) // prettier-ignore
  const remove = useAction(deleteUser, { renews: RENEWS, done: words.deleteDialog.done, showsProblem: true, onDone: close }) // prettier-ignore
  const enable = useAction(enableUser, { renews: RENEWS, done: words.enabled })
  const signOut = useAction(signOutUser, { renews: RENEWS, done: words.signedOut })
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon aria-label={words.actions(user.name)}>
            <IconDots size={17} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconShield size={16} aria-hidden />} onClick={() => setOpen('role')}>
            {words.changeRole}
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate(user.id)}>
            {words.signOut}
          </Menu.Item>
          {user.disabledAt ? (
            <Menu.Item leftSection={<IconCheck size={16} aria-hidden />} onClick={() => enable.mutate(user.id)}>
              {words.enable}
            </Menu.Item>
          ) : (
            !isSelf && (
              <Menu.Item leftSection={<IconBan size={16} aria-hidden />} onClick={() => setOpen('disable')}>
                {words.disable}
              </Menu.Item>
            )
          )}
          {!isSelf && (
            <Menu.Item
              color="var(--rc-bad)"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => setOpen('delete')}
            >
              {words.remove}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <RoleDialog user={open === 'role' ? user : null} onClose={close} />
      <ConfirmDialog
        title={words.disableDialog.title(user.name)}
        confirm={words.disableDialog.confirm}
        isDangerous
        isOpen={open === 'disable'}
        onClose={close}
        action={{ isPending: disable.isPending, error: disable.error, run: () => disable.mutate(user.id) }}
      >
        {words.disableDialog.text}
      </ConfirmDialog>
      <ConfirmDialog
        title={words.deleteDialog.title(user.name)}
        confirm={words.deleteDialog.confirm}
        isDangerous
        isOpen={open === 'delete'}
        onClose={close}
        action={{ isPending: remove.isPending, error: remove.error, run: () => remove.mutate(user.id) }}
      >
        {words.deleteDialog.text}
      </ConfirmDialog>
    </>
  )
}
