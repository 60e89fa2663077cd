import { Checkbox, Group } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Connection, ConnectionScope, ConnectionScopes } from '../../lib/api-types.ts'
import { saveScopes, scopesQuery } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { Panel } from '../../ui/page.tsx'
import { Notice, ProblemNotice } from '../../ui/problem-notice.tsx'
import { Status, type Tone } from '../../ui/status.tsx'
import { useAction } from '../../ui/use-action.ts'
import { startAuthorisation } from '../../lib/queries/authorise.ts'
import classes from './connections.module.css'
import { ReconnectDialog } from './reconnect-dialog.tsx'
import { MayButton } from '../../ui/may-button.tsx'

const TONES: Record<ConnectionScope['state'], Tone> = {
  connected: 'good',
  missing: 'bad',
  off: 'idle',
  unknown: 'open',
  disconnected: 'idle',
}

/** What is asked for and what is granted, with what will not work without each (F29–F33). */
export function ScopesForm({ connection, scopes }: { connection: Connection; scopes: ConnectionScopes }) {
  const { scopes: words } = texts.connections
  const client = useQueryClient()
  const stored = scopes.items.filter(({ wanted }) => wanted).map(({ id }) => id)
  const [wanted, setWanted] = useState<readonly string[]>(stored)
  const [isReconnecting, setReconnecting] = useState(false)
  const isChanged = wanted.length !== stored.length || wanted.some((id) => !stored.includes(id))
  const save = useAction(() => saveScopes(connection.id, [...wanted]), {
    showsProblem: true,
    done: words.saved,
    onDone: (saved) => void client.setQueryData(scopesQuery(connection.id).queryKey, saved),
  })
  const authorise = useAction(() => startAuthorisation(connection.id, { scopes: [...wanted] }), { showsProblem: true })
  const again =
    scopes.adding.how === 'authorise' ? (
      <MayButton
        needs="connections:write"
        size="xs"
        loading={authorise.isPending}
        onClick={() => authorise.mutate(undefined)}
      >
        {words.again}
      </MayButton>
    ) : (
      <MayButton needs="connections:write" size="xs" variant="default" onClick={() => setReconnecting(true)}>
        {words.enter}
      </MayButton>
    )
  return (
    <div className={classes.stack}>
      {scopes.needsAuthorisation && !isChanged && (
        <Notice title={words.needs} action={again}>
          {scopes.adding.text}
        </Notice>
      )}
      {scopes.beyond.length > 0 && (
        <Notice title={words.beyond}>
          {words.beyondText} <span className="mono">{scopes.beyond.join(', ')}</span>
        </Notice>
      )}
      <Panel isPadded={false}>
        <ul className={classes.scopes}>
          {scopes.items.map((scope) => (
            <li key={scope.id}>
              <Checkbox
                checked={wanted.includes(scope.id)}
                // Not disabled: that would take it away from the keyboard, and it is read as something without meaning.
                readOnly={scope.required}
                aria-disabled={scope.required || undefined}
                onChange={(event) => {
                  if (scope.required) return
                  const isOn = event.currentTarget.checked
                  setWanted(isOn ? [...wanted, scope.id] : wanted.filter((id) => id !== scope.id))
                }}
                label={<ScopeName scope={scope} />}
                description={
                  <>
                    {scope.explains} <span className={classes.without}>{scope.without}</span>
                  </>
                }
              />
              <Status tone={TONES[scope.state]} label={words.state[scope.state]} />
            </li>
          ))}
        </ul>
      </Panel>
      {save.error && <ProblemNotice error={save.error} />}
      {authorise.error && <ProblemNotice error={authorise.error} />}
      <Group>
        <MayButton
          needs="connections:write"
          disabled={!isChanged}
          loading={save.isPending}
          onClick={() => save.mutate(undefined)}
        >
          {words.save}
        </MayButton>
      </Group>
      <ReconnectDialog connection={connection} isOpen={isReconnecting} onClose={() => setReconnecting(false)} />
    </div>
  )
}

function ScopeName({ scope: { id, label, required, serves } }: { scope: ConnectionScope }) {
  const { scopes: words } = texts.connections
  return (
    <>
      {label}
      {required && (
        <span className={classes.star} title={words.required}>
          {' *'}
          <span className={classes.hidden}> ({words.required})</span>
        </span>
      )}
      <span className={classes.serves}>{words.serves[serves]}</span>
      <span className="mono muted" style={{ display: 'block', fontSize: 12 }}>
        {id}
      </span>
    </>
  )
}
