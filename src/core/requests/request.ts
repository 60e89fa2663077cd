import { AppError } from '#base/errors.ts'

/** How long a link is good for (S10). */
export const REQUEST_MS = 72 * 60 * 60_000

/** How long the browser that opened the link may go on without it. */
export const PAGE_MS = 60 * 60_000

/** How long one answer keeps others out, should its process be killed. */
export const CLAIM_MS = 2 * 60_000

/**
 * sent → opened → authorised → confirmed. Expired is a link that nobody used in time; revoked is taken back, or its
 * vendor account was rejected. Only `authorised` waits for the requester.
 */
export type RequestState = 'sent' | 'opened' | 'authorised' | 'confirmed' | 'expired' | 'revoked'

/** A request to a co-worker to authorise a connection (F14). */
export type ConnectionRequest = {
  id: string
  connectionId: string
  connectionName: string
  appId: string
  appName: string
  connector: string
  method: string
  scopes: string[]
  name: string
  email: string
  note: string
  requesterName: string
  state: RequestState
  sentAt: Date
  expiresAt: Date
  openedAt: Date | null
  authorisedAt: Date | null
  decidedAt: Date | null
  /** Whose vendor account the co-worker opened: what the requester confirms (S13). */
  vendorTenantId: string | null
  vendorTenantName: string | null
  vendorTenantDomain: string | null
  grantedScopes: string[] | null
  createdAt: Date
}

/** Throws why a request can no longer be fulfilled: `request_revoked`, `request_used` or `request_expired`. */
export function requireOpen({ state }: { state: RequestState }): void {
  switch (state) {
    case 'revoked':
      throw new AppError('request_revoked')
    case 'authorised':
    case 'confirmed':
      throw new AppError('request_used')
    case 'expired':
      throw new AppError('request_expired')
    case 'sent':
    case 'opened':
  }
}
