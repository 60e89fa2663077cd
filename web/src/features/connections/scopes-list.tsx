import { useQuery } from '@tanstack/react-query'
import type { ConnectionScope } from '../../lib/api-types.ts'
import { scopesQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { Panel } from '../../ui/page.tsx'
import { LoadingLines, QueryView } from '../../ui/query-view.tsx'
import { Status } from '../../ui/status.tsx'
import classes from './connections.module.css'

/** Which permissions the connection asks for and which the vendor has granted (F31). */
export function ScopesList({ connectionId }: { connectionId: string }) {
  const { overview: words } = texts.connections
  const scopes = useQuery(scopesQuery(connectionId))
  return (
    <QueryView
      query={scopes}
      isEmpty={({ items }) => items.length === 0}
      empty={<p className="muted">{words.noScopes}</p>}
      loading={<LoadingLines count={2} height={34} />}
    >
      {({ items }) => (
        <Panel isPadded={false}>
          <ul className={classes.scopes}>
            {items.map((scope) => (
              <li key={scope.id}>
                <span>
                  {scope.label}
                  {scope.required && <span className="muted"> · {words.scopeRequired}</span>}
                  <span className="mono muted" style={{ display: 'block' }}>
                    {scope.id}
                  </span>
                </span>
                <Granted scope={scope} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </QueryView>
  )
}

function Granted({ scope: { granted, required } }: { scope: ConnectionScope }) {
  const { overview: words } = texts.connections
  if (granted === null) return <Status tone="open" label={words.scopeUnknown} />
  if (granted) return <Status tone="good" label={words.scopeGranted} />
  return <Status tone={required ? 'bad' : 'idle'} label={words.scopeMissing} />
}
