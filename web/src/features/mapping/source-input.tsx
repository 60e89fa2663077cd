import { Autocomplete } from '@mantine/core'
import type { MappingView } from '../../lib/api-types.ts'
import { valueText } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import type { Preview } from './use-preview.ts'
import classes from './mapping.module.css'

type Props = {
  label: string
  value: string
  offered: MappingView['offered']
  preview: Preview | undefined
  isWrong: boolean
  onChange: (value: string) => void
}

/** A source: chosen from what the connector offers, or any path or template typed in. */
export function SourceInput({ label, value, offered, preview, isWrong, onChange }: Props) {
  const byPath = new Map(offered.map((field) => [field.path, field]))
  const tracking = offered.filter((field) => field.path.startsWith('$'))
  const own = offered.filter((field) => !field.path.startsWith('$'))
  const { offered: groups } = texts.mapping
  return (
    <Autocomplete
      className={classes.input}
      aria-label={label}
      placeholder={texts.mapping.sourcePlaceholder}
      value={value}
      onChange={onChange}
      error={isWrong}
      spellCheck={false}
      limit={200}
      maxDropdownHeight={320}
      comboboxProps={{ shadow: 'md', width: 'min(440px, calc(100vw - 24px))', position: 'bottom-start' }}
      data={[
        { group: groups.own, items: own.map((field) => field.path) },
        { group: groups.tracking, items: tracking.map((field) => field.path) },
      ]}
      // What is chosen already is no search: all others are then offered.
      filter={({ options, search }) => {
        const wanted = byPath.has(search) ? '' : search.trim().toLowerCase()
        const fits = (path: string) =>
          path.toLowerCase().includes(wanted) || (byPath.get(path)?.name.toLowerCase().includes(wanted) ?? false)
        return options.map((option) =>
          'group' in option ? { ...option, items: option.items.filter((item) => fits(item.value)) } : option,
        )
      }}
      renderOption={({ option }) => (
        <span className={classes.option}>
          <span>{byPath.get(option.value)?.name ?? option.value}</span>
          <span className={classes.optionValue}>
            {preview === undefined ? '' : valueText(preview.offered.get(option.value))}
          </span>
          <span className={`mono ${classes.optionPath}`}>{option.value}</span>
        </span>
      )}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
    />
  )
}
