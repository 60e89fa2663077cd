import { IconMailForward } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { RequestsTable } from '../../features/requests/requests-table.tsx'
import { requestsQuery } from '../../lib/queries/requests.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { QueryView } from '../../ui/query-view.tsx'

/** What co-workers were asked for and somebody still has to act on: wait, confirm, or send again (F4). */
export function CatalogueRequests() {
  const requests = useInfiniteQuery({ ...requestsQuery({ open: 'true' }), refetchInterval: 15_000 })
  return (
    <QueryView
      query={requests}
      isEmpty={(list) => list.length === 0}
      empty={<EmptyState icon={IconMailForward} {...texts.apps.catalogue.noneOf.requests} />}
    >
      {(list) => <RequestsTable requests={list} more={requests} />}
    </QueryView>
  )
}
