import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useNavigate } from '@tanstack/react-router'
import { createPerson } from '../../lib/queries/people.ts'
import { texts } from '../../lib/texts.ts'
import { showFieldProblems } from '../../ui/form-problem.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'

const FIELDS = { displayName: 'displayName', email: 'email', title: 'title', department: 'department' }

/** A person whom no source knows. */
export function AddPersonDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={texts.people.add.title} size={460}>
      <AddPersonForm onClose={onClose} />
    </Modal>
  )
}

function AddPersonForm({ onClose }: { onClose: () => void }) {
  const { add: words } = texts.people
  const navigate = useNavigate()
  const form = useForm({
    initialValues: { displayName: '', email: '', title: '', department: '' },
    validate: { displayName: (name) => (name.trim() === '' ? texts.connect.form.required : null) },
  })
  const add = useAction(
    ({ displayName, ...others }: typeof form.values) =>
      createPerson({
        displayName,
        ...Object.fromEntries(Object.entries(others).filter(([, value]) => value.trim() !== '')),
      }),
    {
      renews: [['people'], ['summary']],
      done: words.done,
      showsProblem: true,
      onDone: (person) => navigate({ to: '/people/$personId', params: { personId: person.id } }),
    },
  )
  return (
    <form
      noValidate
      onSubmit={form.onSubmit((values) =>
        add.mutate(values, { onError: (error) => void showFieldProblems(form, error, FIELDS) }),
      )}
    >
      <Stack gap="md">
        <p className="muted" style={{ margin: 0 }}>
          {words.text}
        </p>
        <TextInput label={words.displayName} required data-autofocus {...form.getInputProps('displayName')} />
        <TextInput label={words.email} type="email" {...form.getInputProps('email')} />
        <TextInput label={words.title_} {...form.getInputProps('title')} />
        <TextInput label={words.department} {...form.getInputProps('department')} />
        {add.error && <ProblemNotice error={add.error} shownFields={Object.keys(FIELDS)} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {texts.common.cancel}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {words.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
