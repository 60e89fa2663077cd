import { Button, Checkbox, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { texts } from '../../lib/texts.ts'
import { fieldNameOf, type CustomField } from './draft-mapping.ts'

type Props = { isOpen: boolean; taken: ReadonlySet<string>; onClose: () => void; onAdd: (field: CustomField) => void }

/** A person field of one's own, made while mapping (F43). */
export function NewFieldDialog({ isOpen, ...rest }: Props) {
  return (
    <Modal opened={isOpen} onClose={rest.onClose} title={texts.mapping.newTitle} size={460}>
      <NewFieldForm {...rest} />
    </Modal>
  )
}

const TYPES = Object.entries(texts.words.fieldType).map(([value, label]) => ({ value, label }))

function NewFieldForm({ taken, onClose, onAdd }: Omit<Props, 'isOpen'>) {
  const { mapping: words, common } = texts
  const form = useForm({
    initialValues: { label: '', field: '', type: 'text' as CustomField['type'], unique: false },
    validate: {
      label: (label) => (label.trim() === '' ? texts.connect.form.required : null),
      field: (field) => {
        if (!/^[a-z][A-Za-z0-9]{0,49}$/.test(field)) return words.newNameHelp
        return taken.has(field) ? words.allMapped : null
      },
    },
  })
  const canBeUnique = form.values.type === 'text' || form.values.type === 'number'
  return (
    <form
      onSubmit={form.onSubmit(({ label, field, type, unique }) =>
        onAdd({ field, label: label.trim(), type, ...(unique && canBeUnique && { unique: true }) }),
      )}
    >
      <Stack gap="md">
        <TextInput
          label={words.newLabel}
          placeholder={words.newLabelPlaceholder}
          required
          data-autofocus
          {...form.getInputProps('label')}
          onChange={(event) => {
            const label = event.currentTarget.value
            // The name follows the label until it is typed by hand.
            const follows = form.values.field === fieldNameOf(form.values.label)
            form.setValues({ label, ...(follows && { field: fieldNameOf(label) }) })
          }}
        />
        <TextInput
          label={words.newName}
          description={words.newNameHelp}
          required
          spellCheck={false}
          {...form.getInputProps('field')}
        />
        <Select label={words.newType} data={TYPES} allowDeselect={false} {...form.getInputProps('type')} />
        <Checkbox
          label={words.newUnique}
          description={words.newUniqueHelp}
          disabled={!canBeUnique}
          {...form.getInputProps('unique', { type: 'checkbox' })}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {common.cancel}
          </Button>
          <Button type="submit">{words.newConfirm}</Button>
        </Group>
      </Stack>
    </form>
  )
}
