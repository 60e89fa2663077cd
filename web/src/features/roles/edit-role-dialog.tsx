import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Role } from '../../lib/api-types.ts'
import { useMay, type Permission } from '../../lib/may.ts'
import { saveRole } from '../../lib/queries/users.ts'
import { texts } from '../../lib/texts.ts'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'

/** @param role `new`, one to change, or null while the dialog is closed. */
export function EditRoleDialog({ role, onClose }: { role: Role | 'new' | null; onClose: () => void }) {
  const { dialog: words } = texts.access.roles
  return (
    <Modal
      opened={role !== null}
      onClose={onClose}
      title={role === null || role === 'new' ? words.new : words.edit(role.name)}
      size={520}
    >
      {role !== null && <RoleForm role={role} onClose={onClose} />}
    </Modal>
  )
}

function RoleForm({ role, onClose }: { role: Role | 'new'; onClose: () => void }) {
  const { dialog: words, permissions } = texts.access.roles
  const may = useMay()
  const form = useForm({
    initialValues: role === 'new' ? { name: '', permissions: [] } : { name: role.name, permissions: role.permissions },
    validate: { name: (value) => (value.trim() === '' ? texts.shell.form.required : null) },
  })
  const save = useAction(saveRole, {
    renews: [['roles'], ['session'], ['users']],
    done: words.saved,
    showsProblem: true,
    onDone: onClose,
  })
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(({ name, permissions: chosen }) =>
        save.mutate(
          { id: role === 'new' ? null : role.id, name: name.trim(), permissions: chosen },
          { onError: (error) => void showFieldProblems(form, error, { name: 'name' }) },
        ),
      )}
    >
      <Stack gap="md">
        <TextInput label={words.name} required data-autofocus {...form.getInputProps('name')} />
        <Checkbox.Group label={texts.access.roles.permission} {...form.getInputProps('permissions')}>
          <Stack gap={8} mt={8}>
            {(Object.entries(permissions) as [Permission, string][]).map(([permission, label]) => (
              <Checkbox key={permission} value={permission} label={label} disabled={!may(permission)} />
            ))}
          </Stack>
        </Checkbox.Group>
        {save.error && <ProblemNotice error={save.error} shownFields={Object.keys(form.errors)} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {texts.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
