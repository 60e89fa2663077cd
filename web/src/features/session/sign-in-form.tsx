import { Anchor, Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconFingerprint } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { canUsePasskeys, PasskeyCancelled, signInWithPasskey } from '../../lib/passkeys.ts'
import { signIn } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { CodeForm } from './code-form.tsx'
import { ProviderButtons } from './provider-buttons.tsx'

/** Password, then the code if there is an app; or a passkey; or another provider. */
export function SignInForm({ onDone }: { onDone: () => Promise<void> }) {
  const [isHalfWay, setHalfWay] = useState(false)
  if (isHalfWay) return <CodeForm onDone={onDone} onBack={() => setHalfWay(false)} />
  return <PasswordStep onDone={onDone} onHalfWay={() => setHalfWay(true)} />
}

function PasswordStep({ onDone, onHalfWay }: { onDone: () => Promise<void>; onHalfWay: () => void }) {
  const { signIn: words, form: wrong } = texts.shell
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? wrong.required : null),
      password: (value) => (value === '' ? wrong.required : null),
    },
  })
  const action = useAction(signIn, {
    showsProblem: true,
    onDone: async ({ user }) => (user === null ? onHalfWay() : onDone()),
  })
  const passkey = useAction(signInWithPasskey, { showsProblem: true, onDone })
  return (
    <Stack gap="md">
      <form onSubmit={form.onSubmit((values) => action.mutate(values))} noValidate>
        <Stack gap="md">
          <TextInput
            label={words.email}
            required
            type="email"
            autoComplete="username"
            {...form.getInputProps('email')}
            // The page is this form and nothing else.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
          />
          <PasswordInput
            label={words.password}
            required
            autoComplete="current-password"
            {...form.getInputProps('password')}
          />
          {action.error && <ProblemNotice error={action.error} />}
          <Button type="submit" loading={action.isPending} fullWidth>
            {words.submit}
          </Button>
          <Anchor component={Link} to="/forgot-password" size="sm" ta="center">
            {texts.access.signIn.forgotten}
          </Anchor>
        </Stack>
      </form>
      <Divider label={texts.access.signIn.or} />
      {canUsePasskeys() && (
        <Button
          variant="default"
          fullWidth
          leftSection={<IconFingerprint size={17} aria-hidden />}
          loading={passkey.isPending}
          onClick={() => passkey.mutate(undefined)}
        >
          {texts.access.signIn.passkey}
        </Button>
      )}
      {passkey.error && !(passkey.error instanceof PasskeyCancelled) && <ProblemNotice error={passkey.error} />}
      <ProviderButtons />
    </Stack>
  )
}
