import { IconTrash } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { RemovedTable } from '../../features/connections/removed-table.tsx'
import { connectionsQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'

/** What was removed in the last seven days, and can come back. */
export function RemovedConnectionsPage() {
  const { removedList: words } = texts.connections
  const removed = useInfiniteQuery(connectionsQuery({ state: 'removed' }))
  return (
    <Page
      title={words.title}
      description={words.description}
      back={{ label: texts.connections.title, link: { to: '/connections' } }}
    >
      <QueryView
        query={removed}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconTrash} {...words.empty} />}
      >
        {(list) => <RemovedTable connections={list} more={removed} />}
      </QueryView>
    </Page>
  )
}
