import { Anchor, Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { giveCode } from '../../lib/queries/session.ts'
import { texts } from '../../lib/texts.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'

/** The second step of signing in. */
export function CodeForm({ onDone, onBack }: { onDone: () => Promise<void>; onBack: () => void }) {
  const { signIn: words } = texts.access
  const form = useForm({
    initialValues: { code: '' },
    validate: { code: (value) => (value.trim() === '' ? texts.shell.form.required : null) },
  })
  const action = useAction((code: string) => giveCode(code), { showsProblem: true, onDone })
  return (
    <form noValidate onSubmit={form.onSubmit(({ code }) => action.mutate(code.replaceAll(' ', '')))}>
      <Stack gap="md">
        <TextInput
          label={words.code}
          description={words.codeText}
          required
          inputMode="text"
          autoComplete="one-time-code"
          spellCheck={false}
          {...form.getInputProps('code')}
          // The step is this field and nothing else.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
        />
        {action.error && <ProblemNotice error={action.error} />}
        <Button type="submit" loading={action.isPending} fullWidth>
          {words.submit}
        </Button>
        <Anchor component="button" type="button" size="sm" onClick={onBack}>
          {words.back}
        </Anchor>
      </Stack>
    </form>
  )
}
