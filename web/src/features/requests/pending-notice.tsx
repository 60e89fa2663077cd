import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '../../lib/may.ts'
import { pendingRequestQuery } from '../../lib/queries/requests.ts'
import { texts } from '../../lib/texts.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Notice } from '../../ui/problem-notice.tsx'
import { ConfirmTenantDialog } from './confirm-tenant-dialog.tsx'
import { MayButton } from '../../ui/may-button.tsx'

type Props = {
  connectionId: string
  /** Set where a co-worker could help. */
  onAsk?: (() => void) | undefined
}

/** Says that a co-worker has been asked, or has answered, where one looks at the connection. Nothing without a request. */
export function PendingNotice({ connectionId, onAsk }: Props) {
  const { requests: words } = texts
  const may = useMay()
  const { data: request, isLoading } = useQuery({
    ...pendingRequestQuery(connectionId),
    enabled: may('requests:read'),
    refetchInterval: 15_000,
    retry: false,
  })
  const [isOpen, setOpen] = useState(false)
  if (!request) {
    if (!onAsk || isLoading) return null
    return (
      <div style={{ marginBottom: 10 }}>
        <Notice
          tone="info"
          action={
            <MayButton needs="requests:write" size="xs" variant="default" onClick={onAsk}>
              {texts.connect.authorise.ask}
            </MayButton>
          }
        >
          {words.canAsk}
        </Notice>
      </div>
    )
  }
  const isAuthorised = request.state === 'authorised'
  return (
    <div style={{ marginBottom: 10 }}>
      <Notice
        tone={isAuthorised ? 'warn' : 'info'}
        action={
          isAuthorised ? (
            <MayButton needs="requests:write" size="xs" onClick={() => setOpen(true)}>
              {words.confirm}
            </MayButton>
          ) : (
            <LinkButton size="xs" variant="default" to="/requests">
              {words.open}
            </LinkButton>
          )
        }
      >
        {isAuthorised ? words.pendingConfirm(request.name) : words.pending(request.name)}
      </Notice>
      <ConfirmTenantDialog request={isOpen ? request : null} onClose={() => setOpen(false)} />
    </div>
  )
}
