import { Button, Group, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Session } from '../../lib/api-types.ts'
import { rename } from '../../lib/queries/me.ts'
import { texts } from '../../lib/texts.ts'
import { Facts } from '../../ui/page.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'

export function ProfileForm({ user }: { user: Session['user'] }) {
  const { me: words } = texts.access
  const form = useForm({
    initialValues: { name: user.name },
    validate: { name: (value) => (value.trim() === '' ? texts.shell.form.required : null) },
  })
  const save = useAction(rename, { renews: [['session']], done: words.saved, showsProblem: true })
  return (
    <form noValidate onSubmit={form.onSubmit(({ name }) => save.mutate(name.trim()))}>
      <Facts
        facts={[
          [words.email, user.email],
          [words.role, user.roleName],
        ]}
      />
      <Group align="flex-end" gap="xs" mt="md">
        <TextInput
          label={words.name}
          autoComplete="name"
          style={{ flex: '1 1 220px' }}
          {...form.getInputProps('name')}
        />
        <Button type="submit" variant="default" loading={save.isPending} disabled={form.values.name === user.name}>
          {texts.common.save}
        </Button>
      </Group>
      {save.error && <ProblemNotice error={save.error} />}
    </form>
  )
}
