import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { askForReset } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'

export function ResetForm({ onSent }: { onSent: () => void }) {
  const { reset: words } = texts.access
  const form = useForm({
    initialValues: { email: '' },
    validate: { email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : texts.shell.form.email) },
  })
  const action = useAction(askForReset, { showsProblem: true, onDone: onSent })
  return (
    <form noValidate onSubmit={form.onSubmit(({ email }) => action.mutate(email.trim()))}>
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
        {action.error && <ProblemNotice error={action.error} />}
        <Button type="submit" loading={action.isPending} fullWidth>
          {words.submit}
        </Button>
      </Stack>
    </form>
  )
}
