import { Anchor, Stack, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Door } from '../features/session/door.tsx'
import { ResetForm } from '../features/session/reset-form.tsx'
import { texts } from '../lib/texts.ts'

export function ForgotPasswordPage() {
  const { reset: words } = texts.access
  const [isSent, setSent] = useState(false)
  const back = (
    <Anchor component={Link} to="/sign-in" size="sm" ta="center">
      {words.back}
    </Anchor>
  )
  if (isSent) {
    return (
      <Door title={words.sentTitle}>
        <Stack gap="md" role="status">
          <Text size="sm">{words.sent}</Text>
          {back}
        </Stack>
      </Door>
    )
  }
  return (
    <Door title={words.title} text={words.text}>
      <Stack gap="md">
        <ResetForm onSent={() => setSent(true)} />
        {back}
      </Stack>
    </Door>
  )
}
