import { useQueries } from '@tanstack/react-query'
import { previewQuery } from '../../lib/queries/connections.ts'
import { useDebounced } from '../../lib/use-debounced.ts'
import { finished, type Group } from './filter-draft.ts'

const TYPING_MS = 250

/** How many of the sample records pass a filter, as far as it is written; undefined until all are known. */
export function useTaken(
  connectionId: string,
  filter: Group | undefined,
  records: readonly unknown[],
): number | undefined {
  const settled = useDebounced(filter, TYPING_MS)
  const written = finished(settled)
  const previews = useQueries({
    queries: (written ? records : []).map((record) =>
      previewQuery(connectionId, { targets: [], filter: written! }, record),
    ),
  })
  if (!written) return records.length
  if (previews.some(({ data }) => data === undefined)) return undefined
  return previews.filter(({ data }) => data?.isTaken).length
}
