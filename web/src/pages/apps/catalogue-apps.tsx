import { IconApps, IconPlugConnected } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { AppCards } from '../../features/apps/app-cards.tsx'
import { appsQuery, type AppFilters } from '../../lib/queries/apps.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'

type Props = { filters: AppFilters; isConnectedList: boolean }

/** Apps of the catalogue, further ones as one scrolls. */
export function CatalogueApps({ filters, isConnectedList }: Props) {
  const { catalogue: words } = texts.apps
  const apps = useInfiniteQuery({ ...appsQuery(filters), placeholderData: (before) => before })
  const empty = isConnectedList ? (
    <EmptyState
      icon={IconPlugConnected}
      title={words.noneOf.connected.title}
      text={words.noneOf.connected.text}
      action={<LinkButton to="/connections/new">{words.noneOf.connected.action}</LinkButton>}
    />
  ) : (
    <EmptyState icon={IconApps} {...words.none} />
  )
  return (
    <QueryView
      query={apps}
      isEmpty={(list) => list.length === 0}
      empty={empty}
      loading={<LoadingLines count={6} height={62} />}
    >
      {(list) => <AppCards items={list.map((app) => ({ app, reason: null }))} more={apps} />}
    </QueryView>
  )
}
