import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { hashSecret, newSecretText } from '../authorisations/authorisation.ts'
import { countTry, forgetTries } from '../users/guessing.ts'
import { PAGE_MS, requireOpen } from './request.ts'
import { requestPage, type RequestPage } from './request-page.ts'
import { lockRequest } from './requests.store.ts'

type Parts = { db: Db; connectors: ReadonlyMap<string, Connector>; clock: Clock }

/**
 * Swaps the link's token for a secret that this browser keeps in a cookie, so that the token need not stay in its address
 * bar (S11). This is what marks a request as opened: merely fetching the page changes nothing, as mail scanners do (S10).
 *
 * Throws `request_link_invalid` for a token that is no link's, `too_many_requests` after ten of those from one address,
 * `request_expired`, `request_revoked` or `request_used`.
 */
export async function openRequest(
  { db, connectors, clock }: Parts,
  { token, address }: { token: string; address: string },
): Promise<{ pageSecret: string; maxAgeSeconds: number; page: RequestPage }> {
  const now = clock.now()
  const tries = await countTry(db, [`link:${address}`], now)
  const found = await db.one<{ id: string }>('select id from connection_requests where token_hash = $1', [
    hashSecret(token),
  ])
  if (!found) throw new AppError('request_link_invalid')
  await forgetTries(db, tries)
  return db.tx(async (tx) => {
    const request = await lockRequest(tx, found.id, now)
    requireOpen(request)
    const pageSecret = newSecretText()
    const until = new Date(Math.min(now.getTime() + PAGE_MS, request.expiresAt.getTime()))
    await tx.query('delete from connection_request_pages where expires_at <= $1', [now])
    await tx.query('insert into connection_request_pages (page_hash, request_id, expires_at) values ($1, $2, $3)', [
      hashSecret(pageSecret),
      request.id,
      until,
    ])
    await tx.query(
      `update connection_requests set state = 'opened', opened_at = $2, updated_at = $2 where id = $1 and state = 'sent'`,
      [request.id, now],
    )
    const maxAgeSeconds = Math.floor((until.getTime() - now.getTime()) / 1000)
    return { pageSecret, maxAgeSeconds, page: await requestPage(tx, connectors, request) }
  })
}
