import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'

/** An authorisation that is under way, as its callback needs it. */
export type Authorisation = {
  id: string
  connector: string
  connectionId: string
  method: string
  hosts: Record<string, string>
  scopes: string[]
  /** Null when it was deleted meanwhile. */
  credentialId: string | null
  credentialIsNew: boolean
  requestId: string | null
  actorKind: Actor['kind']
  actorId: string | null
  actorName: string
  sealed: string
}

export type NewAuthorisation = Omit<Authorisation, 'actorKind' | 'actorId' | 'actorName'> & {
  actor: Actor
  stateHash: Buffer
  browserHash: Buffer
  expiresAt: Date
}

export async function insertAuthorisation(tx: Tx, one: NewAuthorisation): Promise<void> {
  await tx.query(
    `insert into authorisations (id, state_hash, browser_hash, connector, connection_id, method, hosts, scopes, credential_id,
       credential_is_new, request_id, actor_kind, actor_id, actor_name, sealed, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      one.id,
      one.stateHash,
      one.browserHash,
      one.connector,
      one.connectionId,
      one.method,
      JSON.stringify(one.hosts),
      one.scopes,
      one.credentialId,
      one.credentialIsNew,
      one.requestId,
      one.actor.kind,
      one.actor.id,
      one.actor.name,
      one.sealed,
      one.expiresAt,
    ],
  )
}

/**
 * Takes an authorisation, once: of any number of callbacks with the same state one gets it, and only from the browser
 * that began (S12). Throws in words of its own `authorisation_unknown`, `authorisation_other_browser`,
 * `authorisation_replayed` or `authorisation_expired`; a stranger's try leaves it usable for its owner.
 *
 * @param browsers hashes of every authorisation cookie that the browser sent.
 */
export async function consumeAuthorisation(
  db: Db,
  stateHash: Buffer,
  browsers: readonly Buffer[],
  now: Date,
): Promise<Authorisation> {
  const taken = await db.one<Authorisation>(
    `with before as (select id, sealed from authorisations where state_hash = $1)
     update authorisations a set consumed_at = $3, sealed = '' from before
     where a.id = before.id and a.state_hash = $1 and a.browser_hash = any($2) and a.consumed_at is null and a.expires_at > $3
     returning a.id, a.connector, a.connection_id as "connectionId", a.method, a.hosts, a.scopes,
       a.credential_id as "credentialId", a.credential_is_new as "credentialIsNew", a.request_id as "requestId",
       a.actor_kind as "actorKind", a.actor_id as "actorId", a.actor_name as "actorName", before.sealed`,
    [stateHash, browsers, now],
  )
  if (taken) return taken
  const found = await db.one<{ isOwn: boolean; isConsumed: boolean }>(
    `select browser_hash = any($2) as "isOwn", consumed_at is not null as "isConsumed" from authorisations where state_hash = $1`,
    [stateHash, browsers],
  )
  if (!found) throw new AppError('authorisation_unknown')
  if (!found.isOwn) throw new AppError('authorisation_other_browser')
  throw new AppError(found.isConsumed ? 'authorisation_replayed' : 'authorisation_expired')
}

/** Where an authorisation belongs, also one that cannot be used any more; undefined when it is not known. */
export function findAuthorisation(
  db: Db,
  stateHash: Buffer,
  browsers: readonly Buffer[],
): Promise<{ connectionId: string; requestId: string | null } | undefined> {
  return db.one(
    `select connection_id as "connectionId", request_id as "requestId" from authorisations
     where state_hash = $1 and browser_hash = any($2)`,
    [stateHash, browsers],
  )
}

/** How long an ended one is remembered, so that a late answer is told why it is refused. */
const KEPT_MS = 60 * 60_000

/**
 * Removes those that ended long ago, with the credentials that were made for them and never came into use. Of those, what
 * was granted all the same (the process died before it was used) is put down to be revoked first.
 */
export async function sweepAuthorisations(tx: Tx, now: Date): Promise<void> {
  await tx.query(
    `with gone as (delete from authorisations where expires_at < $1 returning credential_id, credential_is_new, hosts),
       unused as (select k.id, gone.hosts, t.granted_at is not null as granted
         from gone join credentials k on k.id = gone.credential_id left join credential_tokens t on t.credential_id = k.id
         where gone.credential_is_new and not exists (select from connections c where c.credential_id = k.id)
           and not exists (select from connection_requests r where r.credential_id = k.id)),
       told as (insert into revocations (credential_id, hosts, since) select distinct on (id) id, hosts, $2::timestamptz from unused
         where granted on conflict do nothing)
     delete from credentials k using unused where k.id = unused.id and not unused.granted`,
    [new Date(now.getTime() - KEPT_MS), now],
  )
}
