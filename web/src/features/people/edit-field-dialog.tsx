import { Button, Group, Modal, NumberInput, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { toProblem } from '../../lib/api/client.ts'
import { editPerson } from '../../lib/queries/people.ts'
import { texts } from '../../lib/texts.ts'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import { useAction } from '../../ui/use-action.ts'
import { handEdit, type PersonValue } from './person-values.ts'

type Props = { personId: string; value: PersonValue | undefined; onClose: () => void }

/** Sets one field of a person by hand, or gives it back to the sources. */
export function EditFieldDialog({ personId, value, onClose }: Props) {
  return (
    <Modal
      opened={value !== undefined}
      onClose={onClose}
      title={value && texts.people.edit.title(value.field.label)}
      size={440}
    >
      {value && <EditForm personId={personId} value={value} onClose={onClose} />}
    </Modal>
  )
}

function EditForm({ personId, value: { field, explanation }, onClose }: Props & { value: PersonValue }) {
  const { edit: words } = texts.people
  const [value, setValue] = useState(explanation.value)
  const act = (done: string) => ({
    renews: [['people'], ['audit-events', personId]],
    done,
    showsProblem: true,
    onDone: onClose,
  })
  const edit = (next: PersonValue['explanation']['value']) => editPerson(personId, handEdit(field.name, next))
  const save = useAction(() => edit(value), act(words.saved))
  const remove = useAction(() => edit(null), act(words.removed))
  const error = save.error ?? remove.error
  const ownProblem = toProblemText(error, field.name)
  const isSetByHand = explanation.winner === 'manual'
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(undefined)
      }}
    >
      <Stack gap="md">
        <p className="muted" style={{ margin: 0 }}>
          {words.text}
        </p>
        <FieldInput field={field} value={value} onChange={setValue} error={ownProblem} />
        {error && ownProblem === undefined && <ProblemNotice error={error} />}
        <Group justify="space-between" gap="xs">
          <div>
            {isSetByHand && (
              <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>
                {words.remove}
              </Button>
            )}
          </div>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {texts.common.cancel}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={value === null || value === ''}>
              {words.save}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}

type InputProps = {
  field: PersonValue['field']
  value: PersonValue['explanation']['value']
  onChange: (value: PersonValue['explanation']['value']) => void
  error: string | undefined
}

function FieldInput({ field, value, onChange, error }: InputProps) {
  const props = {
    label: field.label,
    description: field.unique ? texts.people.edit.unique : undefined,
    error,
    'data-autofocus': true,
  }
  if (field.name === 'status') {
    const data = Object.entries(texts.words.status).map(([word, label]) => ({ value: word, label }))
    return <Select {...props} data={data} value={String(value ?? '')} onChange={onChange} allowDeselect={false} />
  }
  if (field.type === 'boolean') {
    const data = [
      { value: 'true', label: texts.common.yes },
      { value: 'false', label: texts.common.no },
    ]
    return (
      <Select
        {...props}
        data={data}
        value={value === null ? null : String(value)}
        onChange={(next) => onChange(next === null ? null : next === 'true')}
      />
    )
  }
  if (field.type === 'number')
    return (
      <NumberInput
        {...props}
        value={value === null ? '' : Number(value)}
        onChange={(next) => onChange(next === '' ? null : Number(next))}
      />
    )
  return (
    <TextInput
      {...props}
      type={field.type === 'date' ? 'date' : 'text'}
      value={value === null ? '' : String(value)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

function toProblemText(error: unknown, field: string): string | undefined {
  if (!error) return undefined
  return toProblem(error).fields.find(({ path }) => path === field || path === `fields.${field}`)?.message
}
