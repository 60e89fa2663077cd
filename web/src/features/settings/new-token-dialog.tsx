import { Button, Group, Modal, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { ApiToken } from '../../lib/api-types.ts'
import { createToken } from '../../lib/queries/settings.ts'
import { texts } from '../../lib/texts.ts'
import { CopyField } from '../../ui/copy-field.tsx'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { Notice, ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'

const DAY_MS = 86_400_000
const FIELDS = { name: 'name', rights: 'rights', expiresAt: 'expires' }

/** Makes a token and shows it this once. */
export function NewTokenDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    // A click beside the dialog does not close it: the token could not be shown again.
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={texts.settings.tokens.dialog.title}
      size={480}
      closeOnClickOutside={false}
    >
      <NewTokenForm onClose={onClose} />
    </Modal>
  )
}

function NewTokenForm({ onClose }: { onClose: () => void }) {
  const { dialog: words, may } = texts.settings.tokens
  const form = useForm({
    initialValues: { name: '', rights: 'read' as ApiToken['rights'], expires: '90' },
    validate: { name: (name) => (name.trim() === '' ? texts.connect.form.required : null) },
  })
  const create = useAction(
    ({ name, rights, expires }: typeof form.values) =>
      createToken({
        name: name.trim(),
        rights,
        ...(expires !== 'never' && { expiresAt: new Date(Date.now() + Number(expires) * DAY_MS).toISOString() }),
      }),
    { renews: [['api-tokens']], showsProblem: true },
  )
  if (create.data) {
    return (
      <Stack gap="md">
        <Notice isAlert>{words.once}</Notice>
        <CopyField value={create.data.token} label={words.token} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{words.done}</Button>
        </Group>
      </Stack>
    )
  }
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        create.mutate(values, { onError: (error) => void showFieldProblems(form, error, FIELDS) }),
      )}
    >
      <Stack gap="md">
        <TextInput
          label={words.name}
          description={words.nameHelp}
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <Radio.Group label={words.rights} {...form.getInputProps('rights')}>
          <Stack gap="xs" mt={6}>
            {(['read', 'own', 'all', 'none'] as const).map((rights) => (
              <Radio key={rights} value={rights} label={may[rights]} description={words.rightsHelp[rights]} />
            ))}
          </Stack>
        </Radio.Group>
        <Select
          label={words.expires}
          data={Object.entries(words.expiresIn).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          {...form.getInputProps('expires')}
        />
        {create.error && <ProblemNotice error={create.error} shownFields={Object.keys(FIELDS)} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {words.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
