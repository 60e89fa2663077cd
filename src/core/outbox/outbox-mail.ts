export const MAIL_STATES = ['waiting', 'sending', 'sent', 'failed'] as const

/** A mail that was written down; its text is sealed, and erased once it is delivered. */
export type OutboxMail = {
  id: string
  kind: string
  to: { name: string | null; email: string }
  subject: string
  state: (typeof MAIL_STATES)[number]
  tries: number
  /** When it is tried next; null when it is not. */
  nextTryAt: Date | null
  /** Why the last try did not deliver it. */
  error: { code: string; message: string } | null
  queuedAt: Date
  sentAt: Date | null
  /** Whether its text is still there. */
  hasBody: boolean
}

/** A mail of these kinds lets its reader in as somebody: only who may do everything may read it in their place. */
export function letsIn(kind: string): boolean {
  return kind.startsWith('user.')
}
