import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { invite } from '../../lib/queries/users.ts'
import { texts } from '../../lib/texts.ts'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { RoleSelect } from '../../ui/role-select.tsx'

const FIELDS = { name: 'name', email: 'email', role: 'role' }

export function InviteDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={texts.access.users.inviteDialog.title} size={460}>
      <InviteForm onClose={onClose} />
    </Modal>
  )
}

function InviteForm({ onClose }: { onClose: () => void }) {
  const { inviteDialog: words } = texts.access.users
  const form = useForm({
    initialValues: { name: '', email: '', role: 'viewer' },
    validate: {
      name: (value) => (value.trim() === '' ? texts.shell.form.required : null),
      email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : texts.shell.form.email),
    },
  })
  const send = useAction(invite, {
    renews: [['user-invitations']],
    showsProblem: true,
    onDone: () => {
      notifications.show({ message: words.done(form.values.email.trim()) })
      onClose()
    },
  })
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(({ name, email, role }) =>
        send.mutate(
          { name: name.trim(), email: email.trim(), role },
          { onError: (error) => void showFieldProblems(form, error, FIELDS) },
        ),
      )}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {words.text}
        </Text>
        <TextInput label={words.name} required data-autofocus {...form.getInputProps('name')} />
        <TextInput label={words.email} type="email" required {...form.getInputProps('email')} />
        <RoleSelect
          label={words.role}
          value={form.values.role}
          onChange={(role) => role !== null && form.setFieldValue('role', role)}
        />
        {send.error && <ProblemNotice error={send.error} shownFields={Object.keys(form.errors)} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={send.isPending}>
            {words.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
