import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Connection } from '../../lib/api-types.ts'
import { deleteConnection, disconnectConnection, keepConnection } from '../../lib/queries/connections.ts'
import { texts } from '../../lib/texts.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { useAction } from '../../ui/use-action.ts'
import classes from './connections.module.css'

/** Disconnect (data stays) and delete (data goes). */
export function DangerZone({ connection }: { connection: Connection }) {
  const { disconnect: disconnectWords, remove: removeWords } = texts.connections.settings
  const [asks, setAsks] = useState<'disconnect' | 'delete' | null>(null)
  const client = useQueryClient()
  const navigate = useNavigate()
  const close = () => setAsks(null)
  const disconnect = useAction(disconnectConnection, {
    done: disconnectWords.done,
    showsProblem: true,
    onDone: (saved) => {
      keepConnection(client, saved)
      close()
    },
  })
  const remove = useAction(() => deleteConnection(connection.id, connection.name), {
    done: removeWords.done,
    showsProblem: true,
    onDone: async () => {
      // First away: what shows the connection would ask for it once more.
      await navigate({ to: '/connections' })
      client.removeQueries({ queryKey: ['connections', connection.id] })
      await client.invalidateQueries()
    },
  })
  return (
    <div className={classes.danger}>
      {connection.state !== 'disconnected' && (
        <div>
          <p>
            <strong>{disconnectWords.action}</strong>
            <span className="muted">{disconnectWords.text}</span>
          </p>
          <Button variant="default" onClick={() => setAsks('disconnect')}>
            {disconnectWords.action}
          </Button>
        </div>
      )}
      <div>
        <p>
          <strong>{removeWords.action}</strong>
          <span className="muted">{removeWords.text}</span>
        </p>
        <Button color="red.9" onClick={() => setAsks('delete')}>
          {removeWords.action}
        </Button>
      </div>
      <ConfirmDialog
        title={disconnectWords.title(connection.name)}
        confirm={disconnectWords.confirm}
        isOpen={asks === 'disconnect'}
        onClose={close}
        action={{
          isPending: disconnect.isPending,
          error: disconnect.error,
          run: () => disconnect.mutate(connection.id),
        }}
      >
        {disconnectWords.text}
      </ConfirmDialog>
      <ConfirmDialog
        title={removeWords.title(connection.name)}
        confirm={removeWords.confirm}
        isDangerous
        typed={connection.name}
        isOpen={asks === 'delete'}
        onClose={close}
        action={{ isPending: remove.isPending, error: remove.error, run: () => remove.mutate(undefined) }}
      >
        {removeWords.detail(connection.accountCount)}
      </ConfirmDialog>
    </div>
  )
}
