import { Link } from '@tanstack/react-router'
import type { Connector, Credential } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { DataTable, PrimaryCell, ROW_LINK, type Column } from '../../ui/data-table.tsx'
import { Monogram } from '../../ui/monogram.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { Expiry } from './expiry.tsx'

type Props = {
  credentials: Credential[]
  connectors: readonly Connector[]
  more: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }
}

export function CredentialsTable({ credentials, connectors, more }: Props) {
  const { credentials: words } = texts
  const columns: Column<Credential>[] = [
    {
      id: 'name',
      header: words.columns.name,
      cell: (credential) => (
        <PrimaryCell
          icon={<Monogram name={appName(connectors, credential)} />}
          detail={`${appName(connectors, credential)} · ${methodName(connectors, credential)}`}
        >
          <Link
            from="/credentials"
            to="/credentials"
            search={(before) => ({ ...before, credential: credential.id })}
            replace
            className={ROW_LINK}
          >
            {credential.name}
          </Link>
        </PrimaryCell>
      ),
    },
    {
      id: 'usedBy',
      header: words.columns.usedBy,
      cell: (credential) => usesText(credential) ?? <span className="muted">{words.notUsed}</span>,
    },
    {
      id: 'owner',
      header: words.columns.owner,
      hideBelow: 'md',
      cell: ({ owner }) => owner?.name ?? <span className="muted">{words.noOwner}</span>,
    },
    {
      id: 'expires',
      header: words.columns.expires,
      hideBelow: 'sm',
      cell: (credential) => <Expiry credential={credential} />,
    },
    {
      id: 'used',
      header: words.columns.used,
      hideBelow: 'lg',
      cell: ({ lastUsedAt }) => <RelativeTime at={lastUsedAt} empty={words.neverUsed} />,
    },
  ]
  return <DataTable label={words.list} rows={credentials} columns={columns} rowKey={({ id }) => id} more={more} />
}

export function appName(connectors: readonly Connector[], { connector }: Pick<Credential, 'connector'>): string {
  return connectors.find(({ id }) => id === connector)?.name ?? connector
}

export function methodName(
  connectors: readonly Connector[],
  { connector, method }: Pick<Credential, 'connector' | 'method'>,
): string {
  return connectors.find(({ id }) => id === connector)?.auth.find(({ id }) => id === method)?.label ?? method
}

function usesText({ usedBy, isPreset }: Credential): string | undefined {
  const uses = [...usedBy.map(({ name }) => name), ...(isPreset ? [texts.credentials.preset] : [])]
  if (uses.length === 0) return undefined
  return uses.length > 2 ? `${uses.slice(0, 2).join(', ')} +${uses.length - 2}` : uses.join(', ')
}
