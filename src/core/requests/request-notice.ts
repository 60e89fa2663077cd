import type { Probe } from '#kit/define.ts'
import type { Report } from '../notices/notice.ts'
import type { LockedRequest } from './requests.store.ts'

/** Open while what a co-worker authorised waits for its confirmation. */
export const authorisedCause = (requestId: string) => `request:${requestId}:authorised`

/** Tells the requester that it is their turn (S13). */
export function authorisedNotice(
  request: LockedRequest,
  { tenantId, tenantName }: Probe,
  domain: string | null,
): Report {
  const account = [tenantName ?? tenantId, domain].filter((part) => part !== null).join(', ')
  return {
    cause: authorisedCause(request.id),
    kind: 'request.authorised',
    severity: 'info',
    connectionId: request.connectionId,
    ...(request.requesterKind === 'user' && request.requesterId !== null && { ownerId: request.requesterId }),
    title: `${request.name} has authorised ${request.connectionName}`,
    body:
      account === ''
        ? 'The vendor names neither account nor domain: ask which account they signed in to.'
        : `It opens the vendor account ${account}.`,
    whatToDo: 'Look at the vendor account, and confirm or reject it. Nothing is read from it until then.',
    link: '/requests',
  }
}
