import { CloseButton, Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useDebounced } from '../lib/use-debounced.ts'
import { texts } from '../lib/texts.ts'
import classes from './filters.module.css'

export function FilterBar({ children }: { children: ReactNode }) {
  return (
    <div className={classes.bar} role="search">
      {children}
    </div>
  )
}

type SearchProps = { label: string; value: string; onChange: (value: string) => void }

const TYPING_PAUSE_MS = 250

/** Tells what was typed once the typing pauses. */
export function SearchField({ label, value, onChange }: SearchProps) {
  const [text, setText] = useState(value)
  const settled = useDebounced(text, TYPING_PAUSE_MS)
  const told = useRef(value)
  const router = useRouter()
  const [path] = useState(router.latestLocation.pathname)
  useEffect(() => {
    // On the way to another page what was typed here last must not lead back.
    if (settled === told.current || router.latestLocation.pathname !== path) return
    told.current = settled
    onChange(settled.trim())
    // Only what was typed is told; `onChange` is a new function at every render.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [settled])
  // Another value from outside (Back, "Clear filters") shows in the field.
  useEffect(() => {
    if (value === told.current.trim()) return
    told.current = value
    setText(value)
  }, [value])
  return (
    <TextInput
      className={classes.search}
      aria-label={label}
      placeholder={label}
      type="search"
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      leftSection={<IconSearch size={15} aria-hidden />}
      rightSection={
        text !== '' && <CloseButton size="sm" aria-label={texts.common.clearFilters} onClick={() => setText('')} />
      }
    />
  )
}

type Option = { value: string; label: string }
type SelectProps = {
  label: string
  value: string | undefined
  options: readonly Option[]
  onChange: (value: string | undefined) => void
}

/** One filter with a fixed set of values; empty means any. */
export function FilterSelect({ label, value, options, onChange }: SelectProps) {
  return (
    <Select
      className={classes.select}
      aria-label={label}
      placeholder={label}
      data={options}
      value={value ?? null}
      onChange={(next) => onChange(next ?? undefined)}
      clearable
      searchable={options.length > 8}
      clearButtonProps={{ 'aria-label': `${texts.common.clearFilters}: ${label}` }}
    />
  )
}
