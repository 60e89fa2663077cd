import { randomUUID } from 'node:crypto'
import { sleep as sleepFor, type Clock } from '#base/clock.ts'
import { isAppError } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import { Secret } from '#base/redact.ts'
import type { Db } from '#db/pool.ts'
import type { OpenCredential } from './credentials.ts'
import { open, seal, type RootKey, type SealContext } from './seal.ts'
import type { TokenGrant } from './token-request.ts'

/** An access token as it is used. Its version tells it from the ones before and after it. */
export type AccessToken = { value: Secret; version: number; usableUntil: Date | null }

/** Where all clients of one process get access tokens. */
export type Tokens = {
  /**
   * The credential's access token: the stored one, or a new one when that is over. However many ask at once, in however
   * many processes, the vendor is asked once.
   *
   * @param refused version of a token that the vendor no longer takes: the answer is another one.
   * @param request asks the vendor for a token.
   */
  get(credential: OpenCredential, refused: number | undefined, request: () => Promise<TokenGrant>): Promise<AccessToken>
}

/** Longer than the request that runs under it may take (20 s), with time to spare for the database around it. */
const LEASE_SECONDS = 60
/** How often one looks whether another process is done. */
const POLL_MS = 200

/** `version` 0 is a row that was made for its lease only. */
type Row = { sealed: string; version: number; expiresAt: Date | null }

/**
 * Access tokens in the table `credential_tokens`, sealed. One row per credential:
 *
 * - Whoever needs a new token takes the row's lease. The lease runs by the database's clock and ends by itself, so that
 *   a killed process blocks nobody for longer than a minute.
 * - The new token is saved only onto the version that it was asked for, and only by the holder of the lease. A process
 *   that slept through its lease finds another version, forgets its own token, and takes the one that is there.
 */
export function createTokens(options: {
  db: Db
  rootKey: RootKey
  clock: Clock
  log: Log
  sleep?: (ms: number) => Promise<void>
}): Tokens {
  const { db, rootKey, clock, log, sleep = sleepFor } = options
  // What this process is asking for at the moment, by credential.
  const flights = new Map<string, Promise<AccessToken>>()

  const contextOf = (credential: OpenCredential, version: number): SealContext => [
    'token',
    credential.id,
    credential.version,
    version,
  ]

  const usable = async (
    credential: OpenCredential,
    row: Row | undefined,
    refused: number | undefined,
  ): Promise<AccessToken | undefined> => {
    if (row === undefined || row.version === 0 || row.version === refused) return undefined
    if (row.expiresAt !== null && row.expiresAt <= clock.now()) return undefined
    try {
      const value = new Secret(await open(rootKey, contextOf(credential, row.version), row.sealed))
      return { value, version: row.version, usableUntil: row.expiresAt }
    } catch (error) {
      // Of an older version of the credential, or damaged; unlike the credential itself, it can simply be had again.
      if (!isAppError(error, 'secret_unreadable')) throw error
      log.warn(
        { credentialId: credential.id, error },
        'a stored access token could not be opened; asking for a new one',
      )
      return undefined
    }
  }

  const read = (credentialId: string) =>
    db.one<Row>('select sealed, version, expires_at as "expiresAt" from credential_tokens where credential_id = $1', [
      credentialId,
    ])

  const takeLease = (credentialId: string, owner: string) =>
    db.one<Row>(
      `insert into credential_tokens as held (credential_id, sealed, version, lease_owner, lease_until)
       values ($1, '', 0, $2, now() + make_interval(secs => $3))
       on conflict (credential_id) do update set lease_owner = $2, lease_until = now() + make_interval(secs => $3)
         where held.lease_until is null or held.lease_until < now()
       returning sealed, version, expires_at as "expiresAt"`,
      [credentialId, owner, LEASE_SECONDS],
    )

  const releaseLease = (credentialId: string, owner: string) =>
    db.query(
      'update credential_tokens set lease_owner = null, lease_until = null where credential_id = $1 and lease_owner = $2',
      [credentialId, owner],
    )

  /** Undefined when the lease was lost meanwhile. */
  const save = async (credential: OpenCredential, owner: string, version: number, grant: TokenGrant) => {
    const next = version + 1
    const sealed = await seal(rootKey, contextOf(credential, next), grant.accessToken.reveal())
    const usableUntil = grant.usableMs === null ? null : new Date(clock.now().getTime() + grant.usableMs)
    const saved = await db.query(
      `update credential_tokens set sealed = $4, version = $5, expires_at = $6, lease_owner = null, lease_until = null
       where credential_id = $1 and lease_owner = $2 and version = $3 returning 1 as ok`,
      [credential.id, owner, version, sealed, next, usableUntil],
    )
    return saved.length === 0 ? undefined : { value: grant.accessToken, version: next, usableUntil }
  }

  const obtain = async (
    credential: OpenCredential,
    refused: number | undefined,
    request: () => Promise<TokenGrant>,
  ): Promise<AccessToken> => {
    const owner = randomUUID()
    for (;;) {
      const stored = await usable(credential, await read(credential.id), refused)
      if (stored) return stored
      const leased = await takeLease(credential.id, owner)
      if (!leased) {
        await sleep(POLL_MS)
        continue
      }
      let saved: AccessToken | undefined
      try {
        // Another process may have saved one between our look and our lease.
        saved = await usable(credential, leased, refused)
        if (saved) return saved
        saved = await save(credential, owner, leased.version, await request())
      } finally {
        await releaseLease(credential.id, owner)
      }
      if (saved) return saved
    }
  }

  return {
    async get(credential, refused, request) {
      const key = `${credential.id} ${credential.version}`
      for (;;) {
        let flight = flights.get(key)
        if (!flight) {
          flight = obtain(credential, refused, request).finally(() => flights.delete(key))
          flights.set(key, flight)
        }
        const token = await flight
        // A flight that began before the refusal may bring the refused token.
        if (token.version !== refused) return token
      }
    },
  }
}
