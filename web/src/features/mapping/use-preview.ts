import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { MappingPreview } from '../../lib/api-types.ts'
import { previewQuery } from '../../lib/queries/connections.ts'
import { useDebounced } from '../../lib/use-debounced.ts'
import { finished } from './filter-draft.ts'
import { savedForm, type DraftMapping } from './draft-mapping.ts'

export type Preview = {
  isTaken: boolean
  /** By person field. */
  fields: ReadonlyMap<string, MappingPreview['fields'][number]>
  /** What each source on offer gives, by its path. */
  offered: ReadonlyMap<string, MappingPreview['offered'][number]['value']>
}

const TYPING_MS = 250

/** What the mapping, as far as it is written, makes of a record; undefined until it is known or without a record. */
export function usePreview(connectionId: string, draft: DraftMapping, record: unknown): Preview | undefined {
  const form = useMemo(() => {
    const { targets, filter, ...rest } = savedForm(draft)
    const written = finished(filter)
    // A row without a source has nothing to show yet.
    return {
      ...rest,
      ...(written && { filter: written }),
      targets: targets.filter(({ source, constant }) => (source ?? constant ?? '') !== ''),
    }
  }, [draft])
  const settled = useDebounced(form, TYPING_MS)
  const { data } = useQuery({
    ...previewQuery(connectionId, settled, record),
    enabled: record !== undefined,
    placeholderData: keepPreviousData,
  })
  return useMemo(
    () =>
      data && {
        isTaken: data.isTaken,
        fields: new Map(data.fields.map((field) => [field.field, field])),
        offered: new Map(data.offered.map(({ path, value }) => [path, value])),
      },
    [data],
  )
}
