import { useInfiniteQuery } from '@tanstack/react-query'
import type { Account } from '../../lib/api-types.ts'
import type { AccountFilters } from '../../lib/queries/accounts.ts'
import { connectionsQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { FilterBar, FilterSelect, SearchField } from '../../ui/filters.tsx'

/** What stands in the address of a list of accounts. */
export type AccountSearch = {
  search?: string | undefined
  status?: Account['status'] | undefined
  /** Of the person who holds it. */
  person?: Account['status'] | undefined
  connection?: string | undefined
  kind?: 'admin' | 'service' | 'guest' | undefined
  /** Those that hold this group, role or licence. */
  holds?: string | undefined
  /** The one that is open. */
  account?: string | undefined
}

type Props = { filters: AccountSearch; onChange: (change: Partial<AccountSearch>) => void; appId?: string }

export function AccountFilterBar({ filters, onChange, appId }: Props) {
  const { accounts: words } = texts
  const connections = useInfiniteQuery(connectionsQuery(appId === undefined ? {} : { app_id: appId }))
  const offered = (connections.data ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <FilterBar>
      <SearchField
        label={words.search}
        value={filters.search ?? ''}
        onChange={(text) => onChange({ search: text || undefined })}
      />
      <FilterSelect
        label={words.status}
        value={filters.status}
        options={Object.entries(texts.words.status).map(([value, label]) => ({ value, label }))}
        onChange={(status) => onChange({ status: status as AccountSearch['status'] })}
      />
      <FilterSelect
        label={words.personStatus}
        value={filters.person}
        options={Object.entries(texts.words.status).map(([value, label]) => ({ value, label: words.held(label) }))}
        onChange={(person) => onChange({ person: person as AccountSearch['person'] })}
      />
      {(appId === undefined || offered.length > 1) && (
        <FilterSelect
          label={words.connection}
          value={filters.connection}
          options={offered}
          onChange={(connection) => onChange({ connection })}
        />
      )}
      <FilterSelect
        label={words.kind}
        value={filters.kind}
        options={Object.entries(words.kinds).map(([value, label]) => ({ value, label }))}
        onChange={(kind) => onChange({ kind: kind as AccountSearch['kind'] })}
      />
    </FilterBar>
  )
}

/** The filters as the API names them. */
export function queryOf({ search, status, person, connection, kind, holds }: AccountSearch): AccountFilters {
  return {
    search,
    status,
    person_status: person,
    connection_id: connection,
    entitlement_id: holds,
    ...(kind === 'admin' && { is_admin: 'true' }),
    ...(kind === 'service' && { is_service_account: 'true' }),
    ...(kind === 'guest' && { is_guest: 'true' }),
  }
}
