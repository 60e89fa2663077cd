import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Egress } from '#egress/client.ts'
import type { Limiter } from '#egress/limits.ts'
import type { AuthMethod } from '#kit/auth.ts'
import type { Connector, VendorClient } from '#kit/define.ts'
import { finishAuthorisation, startAuthorisation } from './authorisation.ts'
import { basesOf, endpointUrl } from './bases.ts'
import { createAuthorisedClient } from './client.ts'
import {
  copyCredential,
  noteUse,
  openCredential,
  replaceCredential,
  storeCredential,
  type NewCredential,
  type ReplacedCredential,
} from './credentials.ts'
import { heldCredential, heldTokens } from './held-credential.ts'
import { oauthClient } from './oauth-client.ts'
import { revokeToken } from './refresh.ts'
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
   * @throws `not_found`, `secret_unreadable`, `credential_host_changed`, `credential_invalid`, `egress_url_invalid`;
   *   `credential_not_authorised` and `credential_reconnect` where consent at the vendor is needed.
   */
  authorise(
    options: UsedCredential & { limiter: Limiter; log: Log; refusal?: Connector['refusal']; signal?: AbortSignal },
  ): Promise<VendorClient>
  /**
   * The same door with a secret that is tried before it is stored; nothing of it is kept, and no token that it gets.
   *
   * @throws `credential_invalid`, `egress_url_invalid`; `credential_not_authorised` where consent at the vendor is needed.
   */
  tryOut(options: TriedCredential & { limiter: Limiter; log: Log; signal?: AbortSignal }): VendorClient
  /**
   * Begins an authorisation that a person gives at the vendor: the address to send the browser to, and what to keep
   * until it comes back. The state is in the address only; a row is found by its hash.
   *
   * @param options.id of the row that remembers it; the answer fits no other.
   * @throws what `authorise` throws, and `invalid_input` for a method that needs no consent.
   */
  beginAuthorisation(
    tx: Tx,
    options: AuthorisationOptions & { scopes: readonly string[] },
  ): Promise<{ url: string; stateHash: Buffer; sealed: string }>
  /**
   * Ends it with what the vendor sent the browser back with, and stores the grant with the credential.
   *
   * @returns the scopes that were granted; null where the vendor does not say.
   * @throws `authorisation_state_wrong`, `authorisation_issuer_wrong`, `authorisation_denied`, `authorisation_refused`,
   *   or what the vendor's failure means.
   */
  completeAuthorisation(
    options: AuthorisationOptions & { sealed: string; answer: URLSearchParams },
  ): Promise<{ grantedScopes: string[] | null }>
  /** Whether the credential has a grant that is not known to be over. */
  hasGrant(db: Db, credentialId: string): Promise<boolean>
  /** The same secret under another id, without a grant. Throws `not_found`. */
  copyCredential(tx: Tx, options: { from: string; to: string; name: string; ownerId?: string }): Promise<void>
  /**
   * Asks the vendor to end the grant (RFC 7009), and forgets it where the vendor did. Never throws for what the vendor
   * does: disconnecting must work without it. `unsupported`: the vendor or the method has no such thing, or there is no grant.
   */
  revokeGrant(options: UsedCredential): Promise<'revoked' | 'unsupported' | 'failed'>
}

/** A credential together with what it is used for. */
export type UsedCredential = {
  credentialId: string
  connector: string
  method: AuthMethod
  /** Base URLs by host name. */
  hosts: Readonly<Record<string, string>>
}

/** A credential that was typed in just now. */
type TriedCredential = Omit<UsedCredential, 'credentialId'> & Pick<NewCredential, 'fields' | 'publicFields'>

export type AuthorisationOptions = UsedCredential & { id: string; redirectUri: string }

/**
 * @param parts.rootKey as `loadRootKey` gave it: proven to be the one of this database.
 * @param parts.sleep how one waits for another process that asks for a token; for tests.
 */
export function createVault(parts: {
  db: Db
  rootKey: RootKey
  clock: Clock
  egress: Egress
  log: Log
  sleep?: (ms: number) => Promise<void>
}): Vault {
  const { db, rootKey, clock, egress } = parts
  const tokens = createTokens(parts)

  const openFor = async (on: Db, { credentialId, connector, method }: Omit<UsedCredential, 'hosts'>) => {
    const credential = await openCredential(on, rootKey, credentialId)
    if (credential.connector === connector && credential.method === method.id) return credential
    const message = 'This credential was entered for another connector or another way to sign in.'
    throw new AppError('credential_invalid', { message, detail: { credentialId } })
  }

  return {
    storeCredential: (tx, credential) => storeCredential(tx, rootKey, credential),
    replaceCredential: (tx, id, by) => replaceCredential(tx, rootKey, id, by),
    async authorise({ limiter, log, refusal, signal, ...used }) {
      const credential = await openFor(db, used)
      const { scheme } = used.method
      if (scheme.kind === 'oauth2-code') await tokens.requireGrant(credential)
      await noteUse(db, credential.id)
      return createAuthorisedClient({
        egress,
        tokens,
        credential,
        scheme,
        besides: used.method.besides,
        hosts: used.hosts,
        limiter,
        log,
        clock,
        ...(refusal ? { refusal } : {}),
        ...(signal ? { signal } : {}),
      })
    },
    tryOut({ connector, method, fields, publicFields, hosts, ...options }) {
      const credential = heldCredential({
        connector,
        method: method.id,
        fields,
        publicFields,
        hosts: Object.values(hosts),
      })
      return createAuthorisedClient({
        egress,
        tokens: heldTokens(),
        credential,
        scheme: method.scheme,
        hosts,
        clock,
        ...options,
      })
    },
    async beginAuthorisation(tx, { scopes, ...options }) {
      return startAuthorisation(parts, { ...options, credential: await openFor(tx, options) }, scopes)
    },
    async completeAuthorisation({ sealed, answer, ...options }) {
      const credential = await openFor(db, options)
      const grant = await finishAuthorisation(parts, { ...options, credential }, sealed, answer)
      await db.tx((tx) => tokens.saveGrant(tx, credential, grant, options.hosts))
      return { grantedScopes: grant.scopes }
    },
    async hasGrant(on, credentialId) {
      const found = await on.one(
        'select 1 as found from credential_tokens where credential_id = $1 and granted_at is not null and lost_at is null',
        [credentialId],
      )
      return found !== undefined
    },
    copyCredential: (tx, { to, ...copy }) => copyCredential(tx, rootKey, { ...copy, id: to }),
    async revokeGrant(used) {
      const { scheme } = used.method
      if (scheme.kind !== 'oauth2-code') return 'unsupported'
      try {
        const credential = await openFor(db, used)
        const bases = basesOf(credential, used.hosts)
        if (!scheme.revoke || !endpointUrl(bases, scheme.revoke)) return 'unsupported'
        const grant = await tokens.grantOf(credential)
        if (!grant) return 'unsupported'
        const client = oauthClient(egress, scheme, credential, bases)
        await revokeToken(client, grant.refresh ?? grant.access, grant.refresh ? 'refresh_token' : 'access_token')
        await tokens.forget(credential)
        return 'revoked'
      } catch (error) {
        parts.log.warn({ credentialId: used.credentialId, error }, 'a grant could not be revoked at the vendor')
        return 'failed'
      }
    },
  }
}
