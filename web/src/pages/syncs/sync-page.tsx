import { Stack } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ChangesTable } from '../../features/syncs/changes-table.tsx'
import { HoldPanel } from '../../features/syncs/hold-panel.tsx'
import { IssuesList } from '../../features/syncs/issues-list.tsx'
import { SyncActions } from '../../features/syncs/sync-actions.tsx'
import { SyncCounts } from '../../features/syncs/sync-counts.tsx'
import { SyncProgress } from '../../features/syncs/sync-progress.tsx'
import { SyncTimes } from '../../features/syncs/sync-times.tsx'
import { useLiveSync } from '../../features/syncs/use-live-sync.ts'
import type { Sync, SyncChange } from '../../lib/api-types.ts'
import { connectionQuery } from '../../lib/queries/connections.ts'
import { changesQuery, isRunning } from '../../lib/queries/syncs.ts'
import { REMEDIES } from '../../lib/texts/problems.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect } from '../../ui/filters.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { Notice } from '../../ui/problem-notice.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { SyncStatus } from '../../ui/status.tsx'

/** One run: how it goes or went, what it found, what it changed, and what a person can decide about it. */
export function SyncPage() {
  const { syncId } = useParams({ from: '/app/syncs/$syncId' })
  const sync = useLiveSync(syncId)
  return (
    <Page
      title={useTitle(sync.data)}
      back={{ label: texts.syncs.title, link: { to: '/syncs' } }}
      description={sync.data && <Subtitle sync={sync.data} />}
      actions={sync.data && <SyncActions sync={sync.data} />}
    >
      <QueryView query={sync}>{(data) => <Session sync={data} />}</QueryView>
    </Page>
  )
}

function useTitle(sync: Sync | undefined): string {
  const { data: connection } = useQuery({ ...connectionQuery(sync?.connectionId ?? ''), enabled: sync !== undefined })
  if (!sync) return texts.syncs.title
  return connection ? texts.syncs.sessionOf(sync.generation, connection.name) : texts.syncs.session(sync.generation)
}

function Subtitle({ sync }: { sync: Sync }) {
  const { data: connection } = useQuery(connectionQuery(sync.connectionId))
  return (
    <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '2px 12px' }}>
      <span style={{ color: 'var(--rc-text)' }}>
        <SyncStatus state={sync.state} />
      </span>
      <Link to="/connections/$connectionId" params={{ connectionId: sync.connectionId }}>
        {connection?.name ?? texts.syncs.columns.connection}
      </Link>
    </span>
  )
}

function Session({ sync }: { sync: Sync }) {
  return (
    <>
      <Stack gap="md">
        <SyncProgress sync={sync} />
        {sync.error && (
          <Notice
            tone={sync.state === 'failed' ? 'bad' : 'warn'}
            title={sync.state === 'failed' ? texts.syncs.error.title : undefined}
          >
            {sync.error.message}
            {REMEDIES[sync.error.code] && (
              <p style={{ margin: '6px 0 0' }}>
                <strong>{texts.syncs.error.help}:</strong> {REMEDIES[sync.error.code]}
              </p>
            )}
          </Notice>
        )}
        {sync.state === 'partial' && <Notice>{texts.syncs.partialHelp}</Notice>}
        {sync.trigger === 'preview' && sync.state === 'done' && <PlanBanner sync={sync} />}
        {sync.state === 'held' && <HoldPanel sync={sync} />}
        <SyncCounts counts={sync.counts} />
      </Stack>
      {!isRunning(sync) && (
        <>
          <Section title={texts.syncs.issues.title}>
            <IssuesList syncId={sync.id} />
          </Section>
          <Changes sync={sync} />
        </>
      )}
      <Section title={texts.syncs.times.title}>
        <SyncTimes sync={sync} />
      </Section>
    </>
  )
}

function PlanBanner({ sync }: { sync: Sync }) {
  const { data: connection } = useQuery(connectionQuery(sync.connectionId))
  const launch = (
    <LinkButton
      size="xs"
      to="/connections/$connectionId/set-up"
      params={{ connectionId: sync.connectionId }}
      search={{ step: 'launch' }}
    >
      {texts.syncs.preview.continue}
    </LinkButton>
  )
  return <Notice action={connection?.state === 'draft' ? launch : undefined}>{texts.syncs.preview.banner}</Notice>
}

const ACTIONS = Object.entries(texts.words.action).map(([value, label]) => ({ value, label }))
const STATES = Object.entries(texts.words.changeState).map(([value, label]) => ({ value, label }))

function Changes({ sync }: { sync: Sync }) {
  const { changes: words } = texts.syncs
  const filters = useSearch({ from: '/app/syncs/$syncId' })
  const navigate = useNavigate({ from: '/syncs/$syncId' })
  const changes = useInfiniteQuery(changesQuery(sync.id, filters))
  const isFiltered = filters.action !== undefined || filters.state !== undefined
  return (
    <Section title={words.title}>
      <FilterBar>
        <FilterSelect
          label={words.action}
          value={filters.action}
          options={ACTIONS}
          onChange={(action) =>
            void navigate({
              search: { ...filters, action: action as SyncChange['action'] | undefined },
              replace: true,
              resetScroll: false,
            })
          }
        />
        <FilterSelect
          label={words.state}
          value={filters.state}
          options={STATES}
          onChange={(state) =>
            void navigate({
              search: { ...filters, state: state as SyncChange['state'] | undefined },
              replace: true,
              resetScroll: false,
            })
          }
        />
      </FilterBar>
      <QueryView
        query={changes}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState isPlain icon={IconListCheck} {...(isFiltered ? words.noneFiltered : words.none)} />}
      >
        {(list) => <ChangesTable changes={list} more={changes} />}
      </QueryView>
    </Section>
  )
}
