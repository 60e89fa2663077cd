import { Select } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { appQuery, appsQuery } from '../../lib/queries/apps.ts'
import { texts } from '../../lib/texts.ts'
import { useDebounced } from '../../lib/use-debounced.ts'
import { NEW_APP } from './connect-values.ts'

type Props = { value: string; onChange: (value: string) => void; error?: ReactNode; own: string }

const TYPING_MS = 200

/** Which app's accounts a connection reads: one that is listed, or a new name. */
export function AppSelect({ value, onChange, error, own }: Props) {
  const [search, setSearch] = useState('')
  const typed = search.trim()
  // The catalogue is longer than one page of it, so it is the API that searches.
  const wanted = useDebounced(typed, TYPING_MS)
  const apps = useInfiniteQuery({
    ...appsQuery({ catalogue: 'true', search: wanted || undefined }),
    placeholderData: (before) => before,
  })
  const isListed = value !== '' && !value.startsWith(NEW_APP)
  const chosen = useQuery({ ...appQuery(value), enabled: isListed })
  const offered = apps.data ?? []
  const known = [...offered, ...(chosen.data && !offered.some(({ id }) => id === value) ? [chosen.data] : [])].map(
    ({ id, name }) => ({ value: id, label: name }),
  )
  const isNew = typed !== '' && typed !== own && !known.some(({ label }) => label.toLowerCase() === typed.toLowerCase())
  const added = value.startsWith(NEW_APP) ? [{ value, label: value.slice(NEW_APP.length) }] : []
  const offer =
    isNew && `${NEW_APP}${typed}` !== value
      ? [{ value: `${NEW_APP}${typed}`, label: texts.connect.form.appNew(typed) }]
      : []
  return (
    <Select
      label={texts.connect.form.app}
      description={texts.connect.form.appHelp}
      placeholder={own}
      data={[...known, ...added, ...offer]}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? '')}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      clearable
      error={error}
      filter={({ options, search: wanted }) =>
        options.filter((option) => !('group' in option) && matches(option.label, option.value, wanted))
      }
    />
  )
}

function matches(label: string, value: string, wanted: string): boolean {
  return value.startsWith(NEW_APP) || label.toLowerCase().includes(wanted.trim().toLowerCase())
}
