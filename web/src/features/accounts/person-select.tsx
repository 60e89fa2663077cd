import { Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Person } from '../../lib/api-types.ts'
import { peopleQuery } from '../../lib/queries/people.ts'
import { texts } from '../../lib/texts.ts'
import { useDebounced } from '../../lib/use-debounced.ts'
import { Monogram } from '../../ui/monogram.tsx'

const OFFERED = 20

type Props = { value: Person | null; onChange: (person: Person | null) => void; startWith: string }

/** Finds a person by a part of the name or e-mail; before anything is typed, by `startWith`. */
export function PersonSelect({ value, onChange, startWith }: Props) {
  const { unmatched: words } = texts.accounts
  const [search, setSearch] = useState('')
  // What is chosen stands in the field too; it is no search for others.
  const settled = useDebounced(value && search === nameOf(value) ? '' : search.trim(), 200) || startWith
  const people = useInfiniteQuery({
    ...peopleQuery({ search: settled || undefined }, OFFERED),
    placeholderData: (before) => before,
  })
  const found = people.data ?? []
  const all = value && !found.some(({ id }) => id === value.id) ? [value, ...found] : found
  const byId = new Map(all.map((person) => [person.id, person]))
  return (
    <Select
      label={words.person}
      placeholder={words.personPlaceholder}
      data={all.map((person) => ({ value: person.id, label: nameOf(person) }))}
      value={value?.id ?? null}
      onChange={(id) => onChange(id === null ? null : (byId.get(id) ?? null))}
      searchable
      searchValue={search}
      onSearchChange={setSearch}
      // The server has searched, also by addresses that the label does not show.
      filter={({ options }) => options}
      nothingFoundMessage={people.isFetching ? words.searching : words.nobody}
      maxDropdownHeight={280}
      renderOption={({ option }) => {
        const person = byId.get(option.value)
        return (
          <span style={{ display: 'flex', alignItems: 'center', gap: 9, minWidth: 0 }}>
            <Monogram name={option.label} size={24} isRound />
            <span style={{ minWidth: 0 }}>
              <span className="truncate">{option.label}</span>
              <span className="truncate muted" style={{ fontSize: 12 }}>
                {[person?.email, person?.department].filter(Boolean).join(' · ')}
              </span>
            </span>
          </span>
        )
      }}
      data-autofocus
    />
  )
}

export function nameOf({ displayName, email, id }: Person): string {
  return displayName ?? email ?? id
}
