import { Autocomplete } from '@mantine/core'
import type { DraftForm } from './use-draft.ts'

type Props = {
  form: DraftForm
  place: string
  label: string
  help?: string
  required?: boolean
  /** Paths that the last review found. */
  found: readonly string[]
  isLabelHidden?: boolean
}

/** A path or template; what the vendor's answer has is offered. */
export function SourceInput({ form, place, label, help, required, found, isLabelHidden }: Props) {
  const { value, error, onChange } = form.text(place, { keep: required ?? false })
  return (
    <Autocomplete
      {...(isLabelHidden ? { 'aria-label': label } : { label })}
      {...(help === undefined ? {} : { description: help })}
      required={required ?? false}
      value={value}
      error={error}
      onChange={onChange}
      data={[...found]}
      limit={50}
      maxDropdownHeight={240}
      spellCheck={false}
      autoComplete="off"
      classNames={{ input: 'mono' }}
    />
  )
}
