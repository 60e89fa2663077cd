import { Button, PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { LinkFacts, SignInAnswer } from '../../lib/api-types.ts'
import { acceptLink } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'

const SHORTEST_PASSWORD = 12
const FIELDS = { name: 'name', password: 'password' }

type Props = { token: string; facts: LinkFacts; onDone: (answer: SignInAnswer) => Promise<void> }

/** Uses a link from a mail up: a new user's name and password, or a new password. */
export function WelcomeForm({ token, facts, onDone }: Props) {
  const { welcome: words } = texts.access
  const isNew = facts.kind === 'invite'
  const form = useForm({
    initialValues: { name: facts.name ?? '', password: '' },
    validate: {
      name: (value) => (isNew && value.trim() === '' ? texts.shell.form.required : null),
      password: (value) => (value.length < SHORTEST_PASSWORD ? texts.shell.form.password : null),
    },
  })
  const action = useAction(acceptLink, { showsProblem: true, onDone })
  const submit = form.onSubmit(({ name, password }) =>
    action.mutate(
      { token, password, ...(isNew && { name: name.trim() }) },
      { onError: (error) => void showFieldProblems(form, error, FIELDS) },
    ),
  )
  return (
    <form noValidate onSubmit={submit}>
      <Stack gap="md">
        {isNew && <TextInput label={words.name} required autoComplete="name" {...form.getInputProps('name')} />}
        {/* For password managers: whose password it is. */}
        <input type="hidden" name="username" autoComplete="username" value={facts.email} readOnly />
        <PasswordInput
          label={words.password}
          description={words.passwordHelp}
          required
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        {action.error && <ProblemNotice error={action.error} shownFields={Object.keys(form.errors)} />}
        <Button type="submit" loading={action.isPending} fullWidth>
          {words[facts.kind].submit}
        </Button>
      </Stack>
    </form>
  )
}
