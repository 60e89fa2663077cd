import { useState } from 'react'
import type { Connection } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { ReconnectDialog } from './reconnect-dialog.tsx'
import { MayButton } from '../../ui/may-button.tsx'

/** Whether nothing goes on until somebody has authorised it anew. */
export function needsReconnect({ health: { reason } }: Connection): boolean {
  return reason === 'disconnected' || reason === 'lost'
}

/** The way back for a connection that has no credential, or one that the vendor does not take (F38). */
export function ReconnectButton({ connection, isCompact = true }: { connection: Connection; isCompact?: boolean }) {
  const { connections: words } = texts
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <MayButton
        needs="connections:write"
        size={isCompact ? 'compact-sm' : 'xs'}
        color="red.9"
        aria-label={isCompact ? words.reconnectNamed(connection.name) : undefined}
        onClick={() => setOpen(true)}
      >
        {words.reconnect.action}
      </MayButton>
      <ReconnectDialog connection={connection} isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  )
}
