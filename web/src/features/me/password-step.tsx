import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { useState } from 'react'
import { texts } from '../../lib/texts.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'

type Props = {
  hasPassword: boolean
  action: { isPending: boolean; error: Error | null; run: (password: string) => void }
  onCancel: () => void
}

/** The first step of what makes codes: the password, of who has one. */
export function PasswordStep({ hasPassword, action, onCancel }: Props) {
  const { totp: words } = texts.access.me
  const [password, setPassword] = useState('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!hasPassword || password !== '') action.run(password)
      }}
    >
      <Stack gap="md">
        {hasPassword && (
          <PasswordInput
            label={words.password}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {action.error && <ProblemNotice error={action.error} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={action.isPending} disabled={hasPassword && password === ''}>
            {words.next}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
