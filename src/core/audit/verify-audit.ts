import type { Db } from '#db/pool.ts'
import { linkOf, NO_LINK, type EventTexts } from './audit-chain.ts'
import { isSignedBy, listHeads, type AuditHead } from './audit-heads.ts'

/** What is wrong, first; `seq` is the place in the chain, `eventId` the event as the API lists it. */
export type AuditProblem = {
  kind: 'changed' | 'deleted' | 'moved' | 'added' | 'rewritten' | 'cut' | 'forged'
  seq: number | null
  eventId: string | null
  text: string
}

export type AuditVerdict = {
  /** How many events were looked at. */
  events: number
  /** The chain's end as it stands. */
  seq: number
  hash: string
  /** The newest signed head. */
  head: AuditHead | undefined
  problem: AuditProblem | undefined
}

type Row = EventTexts & { seq: number | null; linkedId: string | null; hash: Buffer | null; found: boolean }

const BATCH = 2_000
const STATEMENT_TIMEOUT_MS = 10 * 60_000

/**
 * Goes through the whole audit log and finds the first thing that is not as it was written (S30): an event that was
 * changed, taken out, put in or moved; a chain that was made anew, which no signed head fits; and an end that was cut
 * off, which a head shows.
 *
 * @param outside heads that were noted outside the database. The database's own catch everyone who can change a table
 *   but not sign; those outside also catch who deletes the signed heads.
 */
export async function verifyAudit(db: Db, secret: Uint8Array, outside: readonly AuditHead[]): Promise<AuditVerdict> {
  return db.tx(
    async (tx) => {
      const heads = [...(await listHeads(tx)), ...outside].toSorted((a, b) => a.seq - b.seq)
      const walk = createWalk(secret, heads)
      await tx.query(`declare audit_log no scroll cursor for
        select c.seq, c.event_id::text as "linkedId", c.hash, e.id is not null as found, e.id::text,
          to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, e.actor_kind as "actorKind",
          e.actor_id as "actorId", e.actor_name as "actorName", e.action, e.target_kind as "targetKind",
          e.target_id as "targetId", e.detail::text, e.address, e.request_id as "requestId", e.before::text, e.after::text
        from audit_chain c full join audit_events e on e.id = c.event_id
        order by c.seq nulls last, e.id`)
      let problem: AuditProblem | undefined
      for (;;) {
        const rows = await tx.query<Row>(`fetch ${BATCH} from audit_log`)
        for (const row of rows) if ((problem ??= walk.step(row, rows))) break
        if (problem || rows.length < BATCH) break
      }
      problem ??= walk.end()
      return { ...walk.state(), head: heads.findLast((head) => isSignedBy(secret, head)), problem }
    },
    { isolation: 'repeatable read', statementTimeoutMs: STATEMENT_TIMEOUT_MS },
  )
}

/** @param heads by length; those with a wrong signature are told of when their place is reached. */
function createWalk(secret: Uint8Array, heads: readonly AuditHead[]) {
  let seq = 0
  let hash: Buffer = NO_LINK
  let events = 0
  let nextHead = 0
  /** The last place that a head vouches for. */
  let vouched = 0

  const checkHeads = (): AuditProblem | undefined => {
    for (let head = heads[nextHead]; head && head.seq <= seq; head = heads[++nextHead]) {
      if (!isSignedBy(secret, head)) return forged(head)
      if (head.seq < seq) continue
      if (head.hash !== hash.toString('hex')) return rewritten(vouched, head)
      vouched = seq
    }
    return undefined
  }

  return {
    /** @param near rows read together with this one. */
    step(row: Row, near: readonly Row[]): AuditProblem | undefined {
      if (row.seq === null || row.hash === null) return added(row)
      if (row.seq !== seq + 1) return gap(seq + 1, row.seq - 1)
      if (!row.found) return deleted(row)
      const right = linkOf(hash, row.seq, row)
      if (!right.equals(row.hash)) return altered(row, hash, near)
      seq = row.seq
      hash = right
      events++
      return checkHeads()
    },
    end(): AuditProblem | undefined {
      const longest = heads.findLast((head) => isSignedBy(secret, head))
      if (longest && longest.seq > seq) return cut(seq, longest)
      const wrong = heads.find((head) => !isSignedBy(secret, head))
      return wrong && forged(wrong)
    },
    state: () => ({ events, seq, hash: hash.toString('hex') }),
  }
}

function added({ id, action }: Row): AuditProblem {
  return {
    kind: 'added',
    seq: null,
    eventId: id,
    text: `Event ${id} (${action}) is in no chain: it was put in afterwards.`,
  }
}

function gap(from: number, to: number): AuditProblem {
  const which = from === to ? `The event at place ${from} was` : `The events at the places ${from} to ${to} were`
  return { kind: 'deleted', seq: from, eventId: null, text: `${which} taken out of the log.` }
}

function deleted({ seq, linkedId }: Row): AuditProblem {
  return { kind: 'deleted', seq, eventId: linkedId, text: `Event ${linkedId}, at place ${seq}, was deleted.` }
}

/** Either the event is not what it was, or it does not belong here: then the one that does is near. */
function altered(row: Row, previous: Buffer, near: readonly Row[]): AuditProblem {
  const where = { seq: row.seq, eventId: row.id }
  const right = near.find((other) => {
    if (!other.found || other === row) return false
    const link = linkOf(previous, row.seq!, other)
    return link.equals(row.hash!) || (other.hash !== null && link.equals(other.hash))
  })
  if (right) {
    const text = `Event ${row.id} was moved to place ${row.seq}, where event ${right.id} belongs.`
    return { kind: 'moved', ...where, text }
  }
  const text = `Event ${row.id} (${row.action}), at place ${row.seq}, is not what was recorded.`
  return { kind: 'changed', ...where, text }
}

function rewritten(vouched: number, { seq, at }: AuditHead): AuditProblem {
  return {
    kind: 'rewritten',
    seq: vouched + 1,
    eventId: null,
    text: `The log was made anew somewhere from place ${vouched + 1} to ${seq}: it does not fit the head that was signed on ${at.toISOString()}.`,
  }
}

function cut(seq: number, head: AuditHead): AuditProblem {
  return {
    kind: 'cut',
    seq: seq + 1,
    eventId: null,
    text: `The end was cut off: the log ends at place ${seq}, but had ${head.seq} events on ${head.at.toISOString()}.`,
  }
}

function forged({ seq, at }: AuditHead): AuditProblem {
  return {
    kind: 'forged',
    seq,
    eventId: null,
    text: `The head of ${at.toISOString()} (place ${seq}) is not signed by this Rollcall.`,
  }
}
