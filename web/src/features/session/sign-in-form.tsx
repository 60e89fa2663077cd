import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { signIn } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'

export function SignInForm({ onDone }: { onDone: () => Promise<void> }) {
  const { signIn: words, form: wrong } = texts.shell
  const form = useForm({
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (value.trim() === '' ? wrong.required : null),
      password: (value) => (value === '' ? wrong.required : null),
    },
  })
  const action = useAction(signIn, { showsProblem: true, onDone })
  return (
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
      </Stack>
    </form>
  )
}
