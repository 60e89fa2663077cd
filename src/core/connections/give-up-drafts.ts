import type { Clock } from '#base/clock.ts'
import { SYSTEM_ACTOR } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { lockConnection } from './connections.store.ts'
import { finishRevocation, type RevocationParts } from './finish-revocation.ts'
import { letGoCredential } from './let-go-credential.ts'

/** A draft in which nobody has done anything for so long is not being worked on. */
export const DRAFT_DAYS = 30

const DAY_MS = 24 * 60 * 60_000

/**
 * Takes the credential from drafts that nobody goes on with: an OAuth client that no co-worker has used in time, or a key
 * that opens a vendor account for nothing. It is revoked and deleted as with any connection; the draft itself stays, and
 * asks for a credential when somebody goes on with it.
 *
 * @returns how many drafts.
 */
export async function giveUpDrafts(parts: RevocationParts & { clock: Clock }): Promise<number> {
  const { db, clock } = parts
  const now = clock.now()
  const since = new Date(now.getTime() - DRAFT_DAYS * DAY_MS)
  const idle = `c.state = 'draft' and c.credential_id is not null and c.updated_at <= $1 and k.updated_at <= $1
    and (k.last_used_at is null or k.last_used_at <= $1)
    and not exists (select from connection_requests r where r.connection_id = c.id and (r.updated_at > $1 or r.expires_at > $1 or r.state = 'authorised'))
    and not exists (select from syncs s where s.connection_id = c.id and s.created_at > $1)`
  const drafts = await db.query<{ id: string }>(
    `select c.id from connections c join credentials k on k.id = c.credential_id where ${idle} order by c.updated_at limit 20`,
    [since],
  )
  let given = 0
  for (const { id } of drafts) {
    const credentialId = await db.tx(async (tx) => {
      const draft = await lockConnection(tx, id)
      // Somebody may have gone on with it just now.
      const isIdle = await tx.one(
        `select 1 as found from connections c join credentials k on k.id = c.credential_id where ${idle} and c.id = $2`,
        [since, id],
      )
      if (!isIdle) return null
      given++
      await recordAudit(tx, SYSTEM_ACTOR, {
        action: 'connection.give_up_credential',
        target: { kind: 'connection', id },
        detail: { name: draft.name, days: DRAFT_DAYS },
      })
      return letGoCredential(tx, draft, now)
    })
    if (credentialId !== null) await finishRevocation(parts, credentialId)
  }
  return given
}
