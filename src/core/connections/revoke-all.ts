import type { Clock } from '#base/clock.ts'
import { isAppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { noteRevocation } from '../credentials/note-revocation.ts'
import { closeNotice } from '../notices/open-notice.ts'
import { authorisedCause } from '../requests/request-notice.ts'
import { disconnectConnection } from './disconnect-connection.ts'
import { whatToDoAtVendor, type EndedCredential } from './end-at-vendor.ts'
import { finishRevocation, type RevocationParts } from './finish-revocation.ts'

/**
 * `revoked`: the vendor says that it is over. `unsupported`: it cannot be told, or nobody ever authorised the client there;
 * `failed`: it could not be reached, or something of ours failed. With both, a person ends the access in the vendor's
 * console. `disconnected`: somebody else was faster.
 */
export type RevokeOutcome = 'revoked' | 'unsupported' | 'failed' | 'disconnected'

type Ended = {
  name: string
  connector: string
  method: string
  outcome: RevokeOutcome
  /** For a person at the vendor; null when nothing is left to do there. */
  whatToDo: string | null
}

export type RevokeAllReport = {
  connections: (Ended & { connectionId: string })[]
  /** Credentials that no connection used: saved clients, what a co-worker authorised and nobody confirmed, spare ones. */
  credentials: Ended[]
}

type Parts = RevocationParts & { clock: Clock }

/** A vendor is given up on after 20 s, so a hundred that all hang take about two minutes, and as many spare grants too (S20). */
const AT_ONCE = 16

type Named = Pick<Ended, 'name' | 'connector' | 'method'> & EndedCredential & { credentialId: string }
type Connected = Named & { connectionId: string }

const CREDENTIAL = `k.id as "credentialId", k.connector, k.method, k.public_fields as "publicFields", k.hosts`

/**
 * Break-glass (S20): takes every credential away from every connection, has it revoked at the vendor where that can be
 * done, and erases it here; then the same with those that no connection used. Requests that co-workers have not fulfilled
 * end, so that nothing comes in by them. What was read stays. One vendor that hangs or fails keeps no other waiting. Run
 * again, it goes on with what a process that died has left.
 */
export async function revokeAll(parts: Parts, actor: Actor): Promise<RevokeAllReport> {
  const { db, clock } = parts
  await db.tx((tx) => recordAudit(tx, actor, { action: 'vault.revoke_all_begin' }))
  const connected = await db.query<Connected>(
    `select c.id as "connectionId", c.name, ${CREDENTIAL} from connections c join credentials k on k.id = c.credential_id
     where c.state not in ('disconnected', 'removed') order by c.name`,
  )
  const outcomes = await all(connected, (one) => disconnect(parts, actor, one.connectionId))
  const requests = await db.tx((tx) => endUses(tx, clock.now()))
  const spare = await findSpare(db)
  const ends = await all(spare, (one) => endSpare(parts, one))

  // One that several connections shared went with the last of them, or was left to be ended by itself.
  const byCredential = new Map(spare.map((one, at) => [one.credentialId, ends[at]!]))
  for (const [at, { credentialId }] of connected.entries())
    if (outcomes[at] !== 'kept') byCredential.set(credentialId, outcomes[at]!)
  const kept = new Set(connected.filter((_, at) => outcomes[at] === 'kept').map(({ credentialId }) => credentialId))
  const report: RevokeAllReport = {
    connections: connected.map(({ connectionId, ...one }, at) => {
      const outcome = outcomes[at] === 'kept' ? byCredential.get(one.credentialId) : outcomes[at]
      return { connectionId, ...ended(parts, one, outcome ?? 'failed') }
    }),
    credentials: spare.flatMap((one, at) => (kept.has(one.credentialId) ? [] : [ended(parts, one, ends[at]!)])),
  }
  await db.tx((tx) =>
    recordAudit(tx, actor, {
      action: 'vault.revoke_all_end',
      detail: { connections: counts(report.connections), credentials: counts(report.credentials), requests },
    }),
  )
  return report
}

/** Does it with all, some at once. The results stand in the order of what they are of. */
async function all<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  const queue = items.entries()
  const worker = async () => {
    for (const [at, item] of queue) results[at] = await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}

async function disconnect(parts: Parts, actor: Actor, connectionId: string): Promise<RevokeOutcome | 'kept'> {
  try {
    const { disconnected } = await disconnectConnection(parts, actor, connectionId)
    const revocation = disconnected?.revocation
    return revocation === 'revoked' || revocation === 'unsupported' || revocation === 'kept' ? revocation : 'failed'
  } catch (error) {
    if (isAppError(error, 'connection_disconnected') || isAppError(error, 'not_found')) return 'disconnected'
    parts.log.error({ error, connectionId }, 'a connection could not be disconnected')
    return 'failed'
  }
}

/** What stands on credentials without being a connection. Returns how many requests ended. */
async function endUses(tx: Tx, now: Date): Promise<number> {
  await tx.query('delete from preset_clients')
  const requests = await tx.query<{ id: string }>(
    `update connection_requests set state = 'revoked', token_hash = null, decided_at = $1, claim = null, claimed_until = null,
       updated_at = $1 where state in ('sent', 'opened', 'authorised') returning id`,
    [now],
  )
  for (const { id } of requests) await closeNotice(tx, authorisedCause(id), now)
  return requests.length
}

function findSpare(db: Db): Promise<Named[]> {
  return db.query<Named>(
    `select k.name, ${CREDENTIAL}
     from credentials k where not exists (select from connections c where c.credential_id = k.id) order by k.name, k.id`,
  )
}

async function endSpare(parts: Parts, { credentialId }: Named): Promise<RevokeOutcome> {
  try {
    await parts.db.tx((tx) => noteRevocation(tx, credentialId, undefined, parts.clock.now()))
    const outcome = await finishRevocation(parts, credentialId)
    return outcome === 'revoked' || outcome === 'unsupported' ? outcome : 'failed'
  } catch (error) {
    parts.log.error({ error, credentialId }, 'a credential could not be erased')
    return 'failed'
  }
}

function ended(
  { connectors }: Parts,
  { name, connector, method, publicFields, hosts }: Named,
  outcome: RevokeOutcome,
): Ended {
  const isLeft = outcome === 'unsupported' || outcome === 'failed'
  const whatToDo = isLeft
    ? whatToDoAtVendor(connectors.get(connector), method, { publicFields, hosts }, outcome === 'failed')
    : null
  return { name, connector, method, outcome, whatToDo }
}

function counts(ends: readonly Ended[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(ends, ({ outcome }) => outcome)].map(([outcome, some]) => [outcome, some.length]),
  )
}
