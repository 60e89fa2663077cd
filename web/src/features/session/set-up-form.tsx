import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { setUp } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'

const SHORTEST_PASSWORD = 12
const FIELDS = { code: 'code', name: 'name', email: 'email', password: 'password' }

/** Makes the first admin with the code that the server printed. */
export function SetUpForm({ onDone }: { onDone: () => Promise<void> }) {
  const { setUp: words, form: wrong } = texts.shell
  const form = useForm({
    initialValues: { code: '', name: '', email: '', password: '' },
    validate: {
      code: (value) => (value.trim() === '' ? wrong.required : null),
      name: (value) => (value.trim() === '' ? wrong.required : null),
      email: (value) => (/^\S+@\S+\.\S+$/.test(value.trim()) ? null : wrong.email),
      password: (value) => (value.length < SHORTEST_PASSWORD ? wrong.password : null),
    },
  })
  const action = useAction(setUp, { showsProblem: true, onDone })
  const submit = form.onSubmit((values) => {
    action.mutate(
      { ...values, code: values.code.trim(), email: values.email.trim() },
      { onError: (error) => void showFieldProblems(form, error, FIELDS) },
    )
  })
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <TextInput
          label={words.code}
          required
          autoComplete="one-time-code"
          spellCheck={false}
          {...form.getInputProps('code')}
          // The page is this form and nothing else.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
        />
        <TextInput label={words.name} required autoComplete="name" {...form.getInputProps('name')} />
        <TextInput label={words.email} required type="email" autoComplete="username" {...form.getInputProps('email')} />
        <PasswordInput
          label={words.password}
          description={words.passwordHelp}
          required
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        {action.error && <ProblemNotice error={action.error} shownFields={Object.keys(form.errors)} />}
        <Button type="submit" loading={action.isPending} fullWidth>
          {words.submit}
        </Button>
      </Stack>
    </form>
  )
}
