import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { Connection } from '../../lib/api-types.ts'
import { disconnectConnection, keepConnection, pauseConnection } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useAction } from '../../ui/use-action.ts'
import classes from './connections.module.css'
import { RemoveDialog } from './remove-dialog.tsx'
import { MayButton } from '../../ui/may-button.tsx'

/** Pause (nothing is read), disconnect (data stays) and remove (data goes). */
export function DangerZone({ connection }: { connection: Connection }) {
  const { settings: words, paused } = texts.connections
  const [asks, setAsks] = useState<'disconnect' | 'remove' | null>(null)
  const client = useQueryClient()
  const close = () => setAsks(null)
  const pause = useAction(pauseConnection, { done: paused, onDone: (saved) => keepConnection(client, saved) })
  const disconnect = useAction(disconnectConnection, {
    done: words.disconnect.done,
    showsProblem: true,
    onDone: (saved) => {
      keepConnection(client, saved)
      void client.invalidateQueries({ queryKey: ['connections', connection.id, 'scopes'] })
      close()
    },
  })
  return (
    <div className={classes.danger}>
      {connection.state === 'active' && (
        <Row name={words.pause.action} text={words.pause.text}>
          <MayButton
            needs="connections:write"
            variant="default"
            loading={pause.isPending}
            onClick={() => pause.mutate(connection.id)}
          >
            {words.pause.action}
          </MayButton>
        </Row>
      )}
      {connection.state !== 'disconnected' && (
        <Row name={words.disconnect.action} text={words.disconnect.text}>
          <MayButton needs="connections:write" variant="default" onClick={() => setAsks('disconnect')}>
            {words.disconnect.action}
          </MayButton>
        </Row>
      )}
      <Row name={words.remove.action} text={words.remove.text}>
        <MayButton needs="connections:write" color="red.9" onClick={() => setAsks('remove')}>
          {words.remove.action}
        </MayButton>
      </Row>
      <ConfirmDialog
        title={words.disconnect.title(connection.name)}
        confirm={words.disconnect.confirm}
        isOpen={asks === 'disconnect'}
        onClose={close}
        action={{
          isPending: disconnect.isPending,
          error: disconnect.error,
          run: () => disconnect.mutate(connection.id),
        }}
      >
        {words.disconnect.text}
      </ConfirmDialog>
      <RemoveDialog connection={connection} isOpen={asks === 'remove'} onClose={close} />
    </div>
  )
}

function Row({ name, text, children }: { name: string; text: string; children: ReactNode }) {
  return (
    <div>
      <p>
        <strong>{name}</strong>
        <span className="muted">{text}</span>
      </p>
      {children}
    </div>
  )
}
