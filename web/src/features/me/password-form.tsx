import { Button, PasswordInput, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { changePassword } from '../../lib/queries/me.ts'
import { texts } from '../../lib/texts.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'

const SHORTEST_PASSWORD = 12

export function PasswordForm({ hasPassword }: { hasPassword: boolean }) {
  const { password: words } = texts.access.me
  const form = useForm({
    initialValues: { current: '', password: '' },
    validate: {
      current: (value) => (hasPassword && value === '' ? texts.shell.form.required : null),
      password: (value) => (value.length < SHORTEST_PASSWORD ? texts.shell.form.password : null),
    },
  })
  const change = useAction(changePassword, {
    renews: [['session'], ['me']],
    done: words.done,
    showsProblem: true,
    onDone: () => form.reset(),
  })
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(({ current, password }) => change.mutate({ password, ...(hasPassword && { current }) }))}
    >
      <Stack gap="md" maw={420}>
        {hasPassword && (
          <PasswordInput
            label={words.current}
            autoComplete="current-password"
            required
            {...form.getInputProps('current')}
          />
        )}
        <PasswordInput
          label={words.next}
          description={words.help}
          autoComplete="new-password"
          required
          {...form.getInputProps('password')}
        />
        {change.error && <ProblemNotice error={change.error} />}
        <div>
          <Button type="submit" variant="default" loading={change.isPending}>
            {hasPassword ? words.submit : words.add}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
