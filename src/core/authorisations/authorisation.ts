import { createHash, randomBytes } from 'node:crypto'

/** How long a person may take at the vendor's consent screen. */
export const AUTHORISATION_MS = 10 * 60_000

/** What a browser needs to go to the vendor, and the proof that it must bring back. */
export type StartedAuthorisation = {
  id: string
  url: string
  expiresAt: Date
  /** Goes into a cookie of this browser alone; only its hash is stored (S12). */
  browserSecret: string
}

/** Where a vendor sends the browser back to. One per connector, so that two vendors cannot be mixed up (S12). */
export function callbackUrl(publicUrl: string, connector: string): string {
  return `${publicUrl}/connect_callback/${connector}`
}

/** 256 random bits as text. */
export function newSecretText(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a secret that only has to be recognised: it is random, so no slow hash is needed (ASVS 11.4). */
export function hashSecret(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
