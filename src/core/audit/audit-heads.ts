import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Db } from '#db/pool.ts'

/** How long the chain was at a time, and its last link; signed, so that nobody without the root key can make one. */
export type AuditHead = {
  seq: number
  /** Hex. */
  hash: string
  at: Date
  /** Hex. */
  signature: string
}

/** A head older than this is followed by a new one, even when nothing happened meanwhile. */
const HEAD_AGE_HOURS = 20

function signatureOf(secret: Uint8Array, { seq, hash, at }: Omit<AuditHead, 'signature'>): Buffer {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['rollcall audit head', seq, hash, at.toISOString()]))
    .digest()
}

/** @param secret `ownSecret` of `audit heads`. */
export function isSignedBy(secret: Uint8Array, head: AuditHead): boolean {
  const given = Buffer.from(head.signature, 'hex')
  const right = signatureOf(secret, head)
  return given.length === right.length && timingSafeEqual(given, right)
}

/** By length. */
export function listHeads(db: Db): Promise<AuditHead[]> {
  return db.query<AuditHead>(
    `select seq, encode(hash, 'hex') as hash, at, encode(signature, 'hex') as signature from audit_heads order by seq, at`,
  )
}

/**
 * Signs the chain's present head, unless the newest signed one is still the head and young. However many processes ask,
 * one does it.
 *
 * @returns the newest signed head; undefined while nothing was ever recorded.
 */
export function signHead(db: Db, secret: Uint8Array, now: Date): Promise<AuditHead | undefined> {
  return db.tx(async (tx) => {
    await tx.query('lock table audit_heads in share row exclusive mode')
    const chain = await tx.one<{ seq: number; hash: string }>(
      `select seq, encode(hash, 'hex') as hash from audit_chain order by seq desc limit 1`,
    )
    if (!chain) return undefined
    const newest = (await listHeads(tx)).at(-1)
    const isYoung = newest && now.getTime() - newest.at.getTime() < HEAD_AGE_HOURS * 3_600_000
    if (newest && isYoung && newest.seq === chain.seq) return newest
    const unsigned = { ...chain, at: now }
    const head = { ...unsigned, signature: signatureOf(secret, unsigned).toString('hex') }
    await tx.query(
      `insert into audit_heads (seq, hash, at, signature) values ($1, decode($2, 'hex'), $3, decode($4, 'hex'))`,
      [head.seq, head.hash, head.at, head.signature],
    )
    return head
  })
}
