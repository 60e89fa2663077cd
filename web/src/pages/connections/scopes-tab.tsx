import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { IconKey } from '@tabler/icons-react'
import { ScopesForm } from '../../features/connections/scopes-form.tsx'
import { connectionQuery, scopesQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'

/** What a connection may do at the vendor. */
export function ScopesTab() {
  const { scopes: words } = texts.connections
  const { connectionId } = useParams({ from: '/app/connections/$connectionId' })
  const connection = useQuery(connectionQuery(connectionId))
  const scopes = useQuery(scopesQuery(connectionId))
  return (
    <QueryView query={connection}>
      {(one) => (
        <QueryView
          query={scopes}
          isEmpty={({ items }) => items.length === 0}
          empty={<EmptyState icon={IconKey} title={words.title} text={words.none} />}
          loading={<LoadingLines count={3} height={56} />}
        >
          {(data) => (
            <>
              <p className="muted" style={{ marginTop: 0 }}>
                {words.text}
              </p>
              <ScopesForm
                key={data.items.map(({ id, wanted, state }) => `${id} ${wanted} ${state}`).join()}
                connection={one}
                scopes={data}
              />
            </>
          )}
        </QueryView>
      )}
    </QueryView>
  )
}
