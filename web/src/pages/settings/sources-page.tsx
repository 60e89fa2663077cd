import { IconSortAscending } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { SourceOrder } from '../../features/settings/source-order.tsx'
import { connectionsQuery } from '../../lib/queries/connections.ts'
import { settingsQuery } from '../../lib/queries/settings.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'

/** Whom to believe when two sources differ (F89). */
export function SourcesPage() {
  const { sources: words } = texts.settings
  const settings = useQuery(settingsQuery)
  const connections = useInfiniteQuery(connectionsQuery())
  return (
    <Page title={words.title} description={words.description} isNarrow>
      <QueryView
        query={connections}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconSortAscending} {...words.empty} />}
      >
        {(list) => (
          <QueryView query={settings}>
            {({ precedence }) => <SourceOrder key={precedence.join()} connections={list} precedence={precedence} />}
          </QueryView>
        )}
      </QueryView>
    </Page>
  )
}
