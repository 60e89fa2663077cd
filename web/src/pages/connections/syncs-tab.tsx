import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { IconRefresh } from '@tabler/icons-react'
import { SyncsTable } from '../../features/syncs/syncs-table.tsx'
import { syncsQuery } from '../../lib/queries/syncs.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { QueryView } from '../../ui/query-view.tsx'

export function SyncsTab() {
  const { connectionId } = useParams({ from: '/app/connections/$connectionId' })
  const syncs = useInfiniteQuery(syncsQuery({ connection_id: connectionId }))
  return (
    <QueryView
      query={syncs}
      isEmpty={(list) => list.length === 0}
      empty={<EmptyState icon={IconRefresh} {...texts.syncs.empty} />}
    >
      {(list) => <SyncsTable syncs={list} more={syncs} />}
    </QueryView>
  )
}
