import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { UserDetail } from '../../lib/api-types.ts'
import { changeUser } from '../../lib/queries/users.ts'
import { texts } from '../../lib/texts.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { RoleSelect } from '../../ui/role-select.tsx'

export function RoleDialog({ user, onClose }: { user: UserDetail | null; onClose: () => void }) {
  const { roleDialog: words } = texts.access.users
  return (
    <Modal opened={user !== null} onClose={onClose} title={words.title(user?.name ?? '')} size={420}>
      {user && <RoleForm user={user} onClose={onClose} />}
    </Modal>
  )
}

function RoleForm({ user, onClose }: { user: UserDetail; onClose: () => void }) {
  const { roleDialog: words } = texts.access.users
  const [role, setRole] = useState(user.role)
  const save = useAction(changeUser, {
    renews: [['users'], ['roles'], ['session']],
    done: words.done,
    showsProblem: true,
    onDone: onClose,
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ id: user.id, role })
      }}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {words.text}
        </Text>
        <RoleSelect label={words.role} value={role} onChange={(next) => next !== null && setRole(next)} />
        {save.error && <ProblemNotice error={save.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={role === user.role}>
            {texts.common.save}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
