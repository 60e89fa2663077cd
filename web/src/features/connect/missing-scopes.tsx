import { useQuery } from '@tanstack/react-query'
import type { Connection, ConnectionScopes } from '../../lib/api-types.ts'
import { scopesQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { Notice } from '../../ui/problem-notice.tsx'
import classes from './connect.module.css'

/** What was asked for and not granted, with what will not work for it (F31); nothing when all was granted, or nobody tells. */
export function MissingScopes({ connection }: { connection: Connection }) {
  const { scopes: words } = texts.connect
  const { data } = useQuery(scopesQuery(connection.id))
  const missing = missingOf(data)
  if (missing.length === 0) return null
  return (
    <Notice title={words.less}>
      <ul className={classes.missing} aria-label={words.less}>
        {missing.map(({ id, label, without }) => (
          <li key={id}>
            <strong>{label}</strong> <span className="mono">{id}</span>. {without}
          </li>
        ))}
      </ul>
      {data?.adding.text}
    </Notice>
  )
}

function missingOf(scopes: ConnectionScopes | undefined): ConnectionScopes['items'] {
  return scopes?.items.filter(({ state }) => state === 'missing') ?? []
}
