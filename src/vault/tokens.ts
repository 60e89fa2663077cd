import { randomUUID } from 'node:crypto'
import { sleep as sleepFor, type Clock } from '#base/clock.ts'
import { AppError, isAppError } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import { Secret } from '#base/redact.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { OpenCredential } from './credentials.ts'
import { readTokens, sealGrant, sealToken, type StoredTokens } from './stored-tokens.ts'
import type { RootKey } from './seal.ts'
import type { TokenGrant } from './token-answer.ts'

/** An access token as it is used. Its version tells it from the ones before and after it. */
export type AccessToken = { value: Secret; version: number; usableUntil: Date | null }

/** Base URLs by host name. */
type Hosts = Readonly<Record<string, string>>

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
  /**
   * The same for a credential that a person authorised at the vendor. Its refresh token is never sent twice at a time,
   * and the one that comes back is saved before anything is done with the new access token.
   *
   * @param refresh exchanges the refresh token; throws `credential_reconnect` when the vendor says that it is over.
   * @throws `credential_not_authorised`; `credential_reconnect` when the grant is over, without asking the vendor again.
   */
  refreshed(
    credential: OpenCredential,
    refused: number | undefined,
    refresh: (refreshToken: Secret) => Promise<TokenGrant>,
  ): Promise<AccessToken>
  /** Throws what `refreshed` would, as far as it can be told without the vendor. */
  requireGrant(credential: OpenCredential): Promise<void>
  /**
   * Puts a new grant in the place of whatever there was, with where it was got, which is where it can be revoked. Throws `authorisation_state_wrong` when the
   * credential was replaced meanwhile.
   */
  saveGrant(tx: Tx, credential: OpenCredential, grant: TokenGrant, hosts: Hosts): Promise<void>
  /** What could be revoked at the vendor; null without a grant. */
  grantOf(credential: OpenCredential): Promise<StoredTokens | null>
  /** Forgets the tokens. */
  forget(credential: OpenCredential): Promise<void>
}

/** Longer than the request that runs under it may take (20 s), with time to spare for the database around it. */
const LEASE_SECONDS = 60
/** How often one looks whether another process is done. */
const POLL_MS = 200

/** A refresh token is not sent by someone who held the lease for longer: it could end while the request is under way. */
const LATEST_SEND_MS = 20_000

/** `version` 0 is a row that was made for its lease only. */
type Row = { sealed: string; version: number; expiresAt: Date | null; grantedAt: Date | null; lostAt: Date | null }

const ROW = 'sealed, version, expires_at as "expiresAt", granted_at as "grantedAt", lost_at as "lostAt"'

/** Gets a token under the lease. Throws `credential_reconnect` for a grant that is over. */
type Request = (held: StoredTokens | undefined) => Promise<TokenGrant>

/**
 * Access tokens in the table `credential_tokens`, sealed. One row per credential:
 *
 * - Whoever needs a new token takes the row's lease. The lease runs by the database's clock and ends by itself, so that
 *   a killed process blocks nobody for longer than a minute.
 * - The new token is saved only onto the version that it was asked for, and only by the holder of the lease. A process
 *   that slept through its lease finds another version, forgets its own token, and takes the one that is there.
 * - A vendor that refuses a refresh token is believed only if nobody else has used it meanwhile (V16). A grant that is
 *   over is marked, so that nobody asks in vain (V17).
 */
export function createTokens(options: {
  db: Db
  rootKey: RootKey
  clock: Clock
  log: Log
  sleep?: (ms: number) => Promise<void>
  /** Milliseconds on a scale that no one sets. */
  monotonic?: () => number
}): Tokens {
  const { db, rootKey, clock, log, sleep = sleepFor, monotonic = () => performance.now() } = options
  // What this process is asking for at the moment, by credential.
  const flights = new Map<string, Promise<AccessToken>>()

  const stored = async (credential: OpenCredential, row: Row): Promise<StoredTokens | undefined> => {
    try {
      return await readTokens(rootKey, credential, row.version, row.sealed, row.grantedAt !== null)
    } catch (error) {
      // Of an older version of the credential, or damaged; unlike the credential itself, it can be had again.
      if (!isAppError(error, 'secret_unreadable')) throw error
      log.warn({ credentialId: credential.id, error }, 'stored tokens could not be opened')
      return undefined
    }
  }

  /** What is in the row: undefined where a new token is needed. */
  const usable = async (
    credential: OpenCredential,
    row: Row | undefined,
    refused: number | undefined,
  ): Promise<AccessToken | undefined> => {
    if (row === undefined || row.version === 0 || row.version === refused || row.lostAt !== null) return undefined
    if (row.expiresAt !== null && row.expiresAt <= clock.now()) return undefined
    const tokens = await stored(credential, row)
    return tokens && { value: tokens.access, version: row.version, usableUntil: row.expiresAt }
  }

  const read = (credentialId: string, on: Db = db) =>
    on.one<Row>(`select ${ROW} from credential_tokens where credential_id = $1`, [credentialId])

  const takeLease = (credentialId: string, owner: string) =>
    db.one<Row>(
      `insert into credential_tokens as held (credential_id, sealed, version, lease_owner, lease_until)
       values ($1, '', 0, $2, now() + make_interval(secs => $3))
       on conflict (credential_id) do update set lease_owner = $2, lease_until = now() + make_interval(secs => $3)
         where held.lease_until is null or held.lease_until < now()
       returning ${ROW}`,
      [credentialId, owner, LEASE_SECONDS],
    )

  const releaseLease = (credentialId: string, owner: string) =>
    db.query(
      'update credential_tokens set lease_owner = null, lease_until = null where credential_id = $1 and lease_owner = $2',
      [credentialId, owner],
    )

  const usableUntil = ({ usableMs }: TokenGrant) =>
    usableMs === null ? null : new Date(clock.now().getTime() + usableMs)

  /** Until when the vendor says that the grant is good (F26): as long as its refresh token, or its only token. */
  const endOf = (grant: TokenGrant) => {
    const ms = grant.refreshToken === null ? (grant.refreshEndsMs ?? grant.usableMs) : grant.refreshEndsMs
    return ms === null ? null : new Date(clock.now().getTime() + ms)
  }

  /** A vendor that gives no new refresh token goes on taking the old one. */
  const sealed = (credential: OpenCredential, version: number, grant: TokenGrant, held: StoredTokens | undefined) =>
    held
      ? sealGrant(rootKey, credential, version, grant.accessToken, grant.refreshToken ?? held.refresh)
      : sealToken(rootKey, credential, version, grant.accessToken)

  /** Undefined when the lease was lost meanwhile. */
  const save = async (
    credential: OpenCredential,
    owner: string,
    row: Row,
    grant: TokenGrant,
    held: StoredTokens | undefined,
  ): Promise<AccessToken | undefined> => {
    const version = row.version + 1
    const until = usableUntil(grant)
    // The credential's row first, as whoever saves a new grant takes it: else each could wait for the other.
    const saved = await db.query(
      `with mine as (select id from credentials where id = $1 for no key update),
         saved as (update credential_tokens t set sealed = $4, version = $5, expires_at = $6, lease_owner = null, lease_until = null
           from mine where t.credential_id = mine.id and t.lease_owner = $2 and t.version = $3 returning t.credential_id),
         dated as (update credentials set expires_at = $8 where $7 and id in (select credential_id from saved))
       select 1 as ok from saved`,
      [
        credential.id,
        owner,
        row.version,
        await sealed(credential, version, grant, held),
        version,
        until,
        held !== undefined && (grant.refreshToken !== null || grant.refreshEndsMs !== null),
        endOf(grant),
      ],
    )
    return saved.length === 0 ? undefined : { value: grant.accessToken, version, usableUntil: until }
  }

  /** False when the grant was used or replaced by another one meanwhile: then the refusal says nothing about it. */
  const markLost = async (credential: OpenCredential, owner: string, row: Row): Promise<boolean> => {
    const marked = await db.query(
      `update credential_tokens set lost_at = now() where credential_id = $1 and lease_owner = $2 and version = $3
       returning 1 as ok`,
      [credential.id, owner, row.version],
    )
    return marked.length > 0
  }

  const requireStanding = (row: Row | undefined): void => {
    if (!row || row.grantedAt === null) throw new AppError('credential_not_authorised')
    if (row.lostAt !== null) throw new AppError('credential_reconnect')
  }

  const obtain = async (
    credential: OpenCredential,
    refused: number | undefined,
    needsGrant: boolean,
    request: Request,
  ): Promise<AccessToken> => {
    const owner = randomUUID()
    for (;;) {
      const row = await read(credential.id)
      if (needsGrant) requireStanding(row)
      const kept = await usable(credential, row, refused)
      if (kept) return kept
      const before = monotonic()
      let isAsked = false
      const leased = await takeLease(credential.id, owner)
      if (!leased) {
        await sleep(POLL_MS)
        continue
      }
      try {
        if (needsGrant) requireStanding(leased)
        // Another process may have saved one between our look and our lease.
        const other = await usable(credential, leased, refused)
        if (other) return other
        const held = needsGrant ? await stored(credential, leased) : undefined
        // Without a refresh token, one that is over is over for good.
        if (needsGrant && !held?.refresh) throw new AppError('credential_reconnect')
        if (monotonic() - before > LATEST_SEND_MS) continue
        isAsked = true
        const saved = await save(credential, owner, leased, await request(held), held)
        if (saved) return saved
      } catch (error) {
        if (!isAsked || !isAppError(error, 'credential_reconnect')) throw error
        if (await markLost(credential, owner, leased)) throw error
      } finally {
        await releaseLease(credential.id, owner)
      }
    }
  }

  const shared = async (
    credential: OpenCredential,
    refused: number | undefined,
    needsGrant: boolean,
    request: Request,
  ): Promise<AccessToken> => {
    const key = `${credential.id} ${credential.version}`
    for (;;) {
      let flight = flights.get(key)
      if (!flight) {
        flight = obtain(credential, refused, needsGrant, request).finally(() => flights.delete(key))
        flights.set(key, flight)
      }
      const token = await flight
      // A flight that began before the refusal may bring the refused token.
      if (token.version !== refused) return token
    }
  }

  return {
    get: (credential, refused, request) => shared(credential, refused, false, request),
    refreshed: (credential, refused, refresh) => shared(credential, refused, true, (held) => refresh(held!.refresh!)),
    async requireGrant(credential) {
      requireStanding(await read(credential.id))
    },
    async saveGrant(tx, credential, grant, hosts) {
      // The credential's row is the lock: its tokens may have no row yet.
      const current = await tx.one<{ version: number }>('select version from credentials where id = $1 for update', [
        credential.id,
      ])
      if (current?.version !== credential.version) throw new AppError('authorisation_state_wrong')
      const version = ((await read(credential.id, tx))?.version ?? 0) + 1
      const text = await sealGrant(rootKey, credential, version, grant.accessToken, grant.refreshToken)
      await tx.query(
        `insert into credential_tokens (credential_id, sealed, version, expires_at, granted_at, hosts)
         values ($1, $2, $3, $4, now(), $5)
         on conflict (credential_id) do update set sealed = $2, version = $3, expires_at = $4, granted_at = now(), hosts = $5,
           lost_at = null, lease_owner = null, lease_until = null`,
        [credential.id, text, version, usableUntil(grant), JSON.stringify(hosts)],
      )
      await tx.query('update credentials set expires_at = $2 where id = $1', [credential.id, endOf(grant)])
    },
    async grantOf(credential) {
      const row = await read(credential.id)
      return row && row.grantedAt !== null ? ((await stored(credential, row)) ?? null) : null
    },
    async forget(credential) {
      await db.query('delete from credential_tokens where credential_id = $1', [credential.id])
    },
  }
}
