import { IconLock, IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { CredentialDrawer } from '../../features/credentials/credential-drawer.tsx'
import { CredentialsTable } from '../../features/credentials/credentials-table.tsx'
import { NewCredentialDialog } from '../../features/credentials/new-credential-dialog.tsx'
import type { Credential } from '../../lib/api-types.ts'
import { connectorsQuery } from '../../lib/queries/connections.ts'
import { credentialListQuery } from '../../lib/queries/credentials.ts'
import { texts } from '../../lib/texts.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { FilterBar, FilterSelect, SearchField } from '../../ui/filters.tsx'
import { MayButton } from '../../ui/may-button.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryView } from '../../ui/query-view.tsx'
import { CredentialTabs } from './credential-tabs.tsx'

/** What the vault holds, without the secrets. The filters and the open credential live in the address. */
export function CredentialsPage() {
  const { credentials: words } = texts
  const filters = useSearch({ from: '/app/credentials' })
  const navigate = useNavigate({ from: '/credentials' })
  const [isAdding, setAdding] = useState(false)
  const set = (change: Partial<typeof filters>) => void navigate({ search: { ...filters, ...change }, replace: true })
  const { search, connector, owner, use, credential } = filters
  const credentials = useInfiniteQuery({
    ...credentialListQuery({
      search,
      connector,
      owner_id: owner,
      ...(use !== undefined && { used: use === 'used' ? 'true' : 'false' }),
    }),
    // While one types, the last answer stays instead of flashing lines.
    placeholderData: (before) => before,
  })
  const connectors = useQuery(connectorsQuery)
  const isFiltered = [search, connector, owner, use].some((value) => value !== undefined)
  const offered = connectors.data?.items ?? []
  return (
    <Page
      title={words.title}
      description={words.description}
      actions={
        <MayButton
          needs="credentials:write"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setAdding(true)}
        >
          {words.add}
        </MayButton>
      }
    >
      <CredentialTabs />
      <FilterBar>
        <SearchField
          label={words.search}
          value={search ?? ''}
          onChange={(text) => set({ search: text || undefined })}
        />
        <FilterSelect
          label={words.connector}
          value={connector}
          options={offered.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(value) => set({ connector: value })}
        />
        <FilterSelect
          label={words.owner}
          value={owner}
          options={ownersOf(credentials.data ?? [])}
          onChange={(value) => set({ owner: value })}
        />
        <FilterSelect
          label={words.use}
          value={use}
          options={Object.entries(words.uses).map(([value, label]) => ({ value, label }))}
          onChange={(value) => set({ use: value as typeof use })}
        />
      </FilterBar>
      <QueryView
        query={credentials}
        isEmpty={(list) => list.length === 0}
        empty={<EmptyState icon={IconLock} {...(isFiltered ? words.emptyFiltered : words.empty)} />}
      >
        {(list) => <CredentialsTable credentials={list} connectors={offered} more={credentials} />}
      </QueryView>
      <CredentialDrawer id={credential} onClose={() => set({ credential: undefined })} />
      <NewCredentialDialog connectors={offered} isOpen={isAdding} onClose={() => setAdding(false)} />
    </Page>
  )
}

/** Those who own something of what is listed. */
function ownersOf(credentials: readonly Credential[]): { value: string; label: string }[] {
  const owners = new Map(credentials.flatMap(({ owner }) => (owner ? [[owner.id, owner.name] as const] : [])))
  return [...owners].map(([value, label]) => ({ value, label }))
}
