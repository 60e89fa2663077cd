import { ActionIcon, Group, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconMinus, IconPencil, IconTrash } from '@tabler/icons-react'
import type { Role } from '../../lib/api-types.ts'
import { useMay, type Permission } from '../../lib/may.ts'
import { texts } from '../../lib/texts.ts'
import classes from './roles-matrix.module.css'

type Props = { roles: Role[]; onEdit: (role: Role) => void; onDelete: (role: Role) => void }

/** Permissions down, roles across. */
export function RolesMatrix({ roles, onEdit, onDelete }: Props) {
  const { roles: words } = texts.access
  const may = useMay()
  return (
    // Scrolls by itself where it is wider than the window, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.scroll} role="region" aria-label={words.list} tabIndex={0}>
      <table className={classes.table} aria-label={words.list}>
        <thead>
          <tr>
            <th scope="col">{words.permission}</th>
            {roles.map((role) => (
              <th key={role.id} scope="col">
                {role.name}
                <span className={classes.count}>{words.users(role.users)}</span>
                {!role.isBuiltIn && may('roles:write') && (
                  <Group gap={2} justify="center" wrap="nowrap">
                    <ActionIcon size="sm" aria-label={words.edit(role.name)} onClick={() => onEdit(role)}>
                      <IconPencil size={14} aria-hidden />
                    </ActionIcon>
                    <ActionIcon size="sm" aria-label={words.remove(role.name)} onClick={() => onDelete(role)}>
                      <IconTrash size={14} aria-hidden />
                    </ActionIcon>
                  </Group>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {(Object.entries(words.permissions) as [Permission, string][]).map(([permission, label]) => (
            <tr key={permission}>
              <th scope="row">{label}</th>
              {roles.map((role) => (
                <td key={role.id}>
                  {role.permissions.includes(permission) ? (
                    <>
                      <IconCheck size={16} className={classes.yes} aria-hidden />
                      <VisuallyHidden>{words.may}</VisuallyHidden>
                    </>
                  ) : (
                    <>
                      <IconMinus size={14} className={classes.no} aria-hidden />
                      <VisuallyHidden>{words.mayNot}</VisuallyHidden>
                    </>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
