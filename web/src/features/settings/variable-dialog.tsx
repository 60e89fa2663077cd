import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Variable } from '../../lib/api-types.ts'
import { saveVariable } from '../../lib/queries/variables.ts'
import { texts } from '../../lib/texts.ts'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'

const FIELDS = { name: 'name', value: 'value' }

/** Saves a value under a name. `variable` is the one that is changed; null adds one, undefined keeps the dialog closed. */
export function VariableDialog({ variable, onClose }: { variable: Variable | null | undefined; onClose: () => void }) {
  const { dialog: words } = texts.variables
  return (
    <Modal
      opened={variable !== undefined}
      onClose={onClose}
      title={variable ? words.change(variable.name) : words.add}
      size={480}
    >
      <VariableForm variable={variable ?? null} onClose={onClose} />
    </Modal>
  )
}

function VariableForm({ variable, onClose }: { variable: Variable | null; onClose: () => void }) {
  const { dialog: words, saved } = texts.variables
  const required = (value: string) => (value.trim() === '' ? texts.connect.form.required : null)
  const form = useForm({
    initialValues: { name: variable?.name ?? '', value: variable?.value ?? '' },
    validate: { name: required, value: required },
  })
  const save = useAction(saveVariable, { renews: [['variables']], done: saved, showsProblem: true, onDone: onClose })
  return (
    <form
      noValidate
      onSubmit={form.onSubmit(({ name, value }) =>
        save.mutate(
          { name: name.trim(), value: value.trim() },
          { onError: (error) => void showFieldProblems(form, error, FIELDS) },
        ),
      )}
    >
      <Stack gap="md">
        <TextInput
          label={words.name}
          description={words.nameHelp}
          required
          spellCheck={false}
          disabled={variable !== null}
          data-autofocus={variable === null || undefined}
          {...form.getInputProps('name')}
        />
        <TextInput
          label={words.value}
          description={words.valueHelp}
          required
          spellCheck={false}
          data-autofocus={variable !== null || undefined}
          {...form.getInputProps('value')}
        />
        {save.error && <ProblemNotice error={save.error} shownFields={Object.keys(FIELDS)} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {words.save}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
