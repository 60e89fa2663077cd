import { ActionIcon, Button, Select, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { texts } from '../../lib/texts.ts'
import classes from './builder.module.css'
import type { DraftForm } from './use-draft.ts'

const { fields: words } = texts.builder
const STATUSES = Object.entries(texts.words.status).map(([value, label]) => ({ value, label }))

type Row = { key: number; word: string; status: string }

/** Our word for each of the vendor's. Rows are kept as they are typed, also while two of them are equal. */
export function StatusTable({ form, place }: { form: DraftForm; place: string }) {
  const [rows, setRows] = useState<Row[]>(() =>
    Object.entries((form.get(place) ?? {}) as Record<string, string>).map(([word, status], key) => ({
      key,
      word,
      status,
    })),
  )
  const change = (next: Row[]) => {
    setRows(next)
    form.set(
      place,
      Object.fromEntries(
        next.filter(({ word }) => word.trim() !== '').map(({ word, status }) => [word.trim(), status]),
      ),
    )
  }
  const edit = (key: number, part: Partial<Row>) =>
    change(rows.map((row) => (row.key === key ? { ...row, ...part } : row)))
  return (
    <div>
      <div className={classes.tableLabel}>{words.table}</div>
      {rows.map(({ key, word, status }, position) => (
        <div key={key} className={classes.tableRow}>
          <TextInput
            aria-label={words.wordAt(position + 1)}
            placeholder={words.word}
            value={word}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => edit(key, { word: event.currentTarget.value })}
          />
          <span className="muted" aria-hidden>
            {words.means}
          </span>
          <Select
            aria-label={words.meansAt(position + 1)}
            allowDeselect={false}
            data={STATUSES}
            value={status}
            onChange={(value) => edit(key, { status: value ?? 'unknown' })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={words.removeWord(word)}
            onClick={() => change(rows.filter((row) => row.key !== key))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {form.error(place) && (
        <p className={classes.problem} role="alert">
          {form.error(place)}
        </p>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() =>
          setRows([...rows, { key: Math.max(-1, ...rows.map((row) => row.key)) + 1, word: '', status: 'active' }])
        }
      >
        {words.addWord}
      </Button>
      <p className="muted">{words.unknown}</p>
    </div>
  )
}
