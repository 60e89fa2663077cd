import { IconSparkles } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { AppCards } from '../../features/apps/app-cards.tsx'
import type { AppCollection } from '../../lib/api-types.ts'
import { appCollectionQuery } from '../../lib/queries/apps.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'

/** A few apps that stand out, with why each does, and whether this organisation's own use says so (F3, F5). */
export function CatalogueCollection({ id }: { id: AppCollection['id'] }) {
  const { catalogue: words } = texts.apps
  const collection = useQuery(appCollectionQuery(id))
  const { recommended } = words.noneOf
  return (
    <QueryView
      query={collection}
      isEmpty={({ items }) => items.length === 0}
      empty={
        <EmptyState
          icon={IconSparkles}
          title={recommended.title}
          text={recommended.text}
          action={
            <LinkButton to="/connections/new" search={{ search: 'Identity' }}>
              {recommended.action}
            </LinkButton>
          }
        />
      }
      loading={<LoadingLines count={4} height={62} />}
    >
      {({ items, basis }) => (
        <>
          <p className="muted" style={{ margin: '-10px 0 14px', fontSize: 13 }}>
            {words.basis[basis]}
          </p>
          <AppCards items={items} />
        </>
      )}
    </QueryView>
  )
}
