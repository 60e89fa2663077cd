import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Egress } from '#egress/client.ts'
import type { Limiter } from '#egress/limits.ts'
import type { AuthMethod } from '#kit/auth.ts'
import type { VendorClient } from '#kit/define.ts'
import { createAuthorisedClient } from './client.ts'
import {
  openCredential,
  replaceCredential,
  storeCredential,
  type NewCredential,
  type ReplacedCredential,
} from './credentials.ts'
import type { RootKey } from './seal.ts'
import { createTokens } from './tokens.ts'

/** Keeps credentials and opens doors with them. No secret comes out of it. */
export type Vault = {
  /** Seals and stores a new credential. */
  storeCredential(tx: Tx, credential: NewCredential): Promise<void>
  /** Puts newly entered fields, and with them other hosts, in the place of the stored ones. Throws `not_found`. */
  replaceCredential(tx: Tx, id: string, by: ReplacedCredential): Promise<void>
  /**
   * The door to the vendor account that a credential opens.
   *
   * @param options.hosts base URLs by host name.
   * @throws `not_found`, `secret_unreadable`, `credential_host_changed`, `credential_invalid`, `egress_url_invalid`
   */
  authorise(options: {
    credentialId: string
    connector: string
    method: AuthMethod
    hosts: Readonly<Record<string, string>>
    limiter: Limiter
    log: Log
    signal?: AbortSignal
  }): Promise<VendorClient>
}

/** @param parts.rootKey as `loadRootKey` gave it: proven to be the one of this database. */
export function createVault(parts: { db: Db; rootKey: RootKey; clock: Clock; egress: Egress; log: Log }): Vault {
  const { db, rootKey, clock, egress } = parts
  const tokens = createTokens(parts)
  return {
    storeCredential: (tx, credential) => storeCredential(tx, rootKey, credential),
    replaceCredential: (tx, id, by) => replaceCredential(tx, rootKey, id, by),
    async authorise({ credentialId, connector, method, hosts, limiter, log, signal }) {
      const credential = await openCredential(db, rootKey, credentialId)
      if (credential.connector !== connector || credential.method !== method.id) {
        const message = 'This credential was entered for another connector or another way to sign in.'
        throw new AppError('credential_invalid', { message, detail: { credentialId } })
      }
      const { scheme } = method
      return createAuthorisedClient({
        egress,
        tokens,
        credential,
        scheme,
        hosts,
        limiter,
        log,
        clock,
        ...(signal ? { signal } : {}),
      })
    },
  }
}
