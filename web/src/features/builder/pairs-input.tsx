import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { parsePairs, printPairs } from './definition-draft.ts'
import type { DraftForm } from './use-draft.ts'

/** Names with values, written as in an address. What was typed stays as it was typed. */
export function PairsInput({
  form,
  place,
  label,
  help,
}: {
  form: DraftForm
  place: string
  label: string
  help: string
}) {
  const [text, setText] = useState(() => printPairs(form.get(place)))
  const problem = form.problems.find(({ path }) => path === place || path.startsWith(`${place}.`))
  return (
    <TextInput
      label={label}
      description={help}
      value={text}
      error={problem?.message}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => {
        setText(event.currentTarget.value)
        form.set(place, parsePairs(event.currentTarget.value))
      }}
    />
  )
}
