import { ActionIcon, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { texts } from '../../lib/texts.ts'
import type { Target } from './draft-mapping.ts'

type Values = NonNullable<Target['values']>
type Props = { label: string; values: Values; onClose: () => void; onSave: (values: Values | undefined) => void }

/** The value table of one target: what the source says, and what it becomes. */
export function ValuesDialog({ label, values, onClose, onSave }: Props) {
  const { mapping: words, common } = texts
  const [rows, setRows] = useState(() =>
    Object.entries(values).map(([from, to], id) => ({ id, from, to: to === null ? '' : String(to) })),
  )
  const edit = (id: number, change: { from?: string; to?: string }) =>
    setRows(rows.map((row) => (row.id === id ? { ...row, ...change } : row)))
  const save = () => {
    const filled = rows.filter((row) => row.from.trim() !== '')
    onSave(
      filled.length === 0
        ? undefined
        : Object.fromEntries(filled.map(({ from, to }) => [from.trim(), to === '' ? null : to])),
    )
  }
  return (
    <Modal opened onClose={onClose} title={words.valuesTitle(label)} size={560}>
      <Stack gap="sm">
        <p className="muted" style={{ margin: 0 }}>
          {words.valuesHelp}
        </p>
        {rows.map(({ id, from, to }) => (
          <Group key={id} gap="xs" wrap="nowrap">
            <TextInput
              aria-label={words.valuesFrom}
              value={from}
              onChange={(event) => edit(id, { from: event.currentTarget.value })}
              style={{ flex: 1 }}
            />
            <span aria-hidden>→</span>
            <TextInput
              aria-label={words.valuesTo}
              placeholder={words.valuesNone}
              value={to}
              onChange={(event) => edit(id, { to: event.currentTarget.value })}
              style={{ flex: 1 }}
            />
            <ActionIcon
              aria-label={`${common.remove} ${from}`}
              onClick={() => setRows(rows.filter((row) => row.id !== id))}
            >
              <IconTrash size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Group justify="space-between">
          <Button
            variant="default"
            onClick={() => setRows([...rows, { id: Math.max(0, ...rows.map((row) => row.id)) + 1, from: '', to: '' }])}
          >
            {words.valuesAdd}
          </Button>
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {common.cancel}
            </Button>
            <Button onClick={save}>{common.save}</Button>
          </Group>
        </Group>
      </Stack>
    </Modal>
  )
}
