import type { Db } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import { readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import { hashToken, type ApiToken, type TokenRights } from './api-token.ts'

export const API_TOKEN = sql`id, name, prefix, rights, created_by as "createdBy", maker_id as "makerId", created_at as "createdAt",
  last_used_at as "lastUsedAt", expires_at as "expiresAt", revoked_at as "revokedAt"`

/** Newest first, revoked ones included. @param filter.makerId only what this user made. */
export async function listApiTokens(
  db: Db,
  filter: PageRequest & { makerId?: string | null | undefined },
): Promise<Page<ApiToken>> {
  const after = readCursor(filter.cursor, ['id'])
  const conditions = [
    ...(after ? [sql`id < ${after[0]}`] : []),
    ...(filter.makerId === undefined ? [] : [sql`maker_id = ${filter.makerId}`]),
  ]
  const rows = await db.query<ApiToken>(
    sql`select ${API_TOKEN} from api_tokens where ${allOf(conditions)} order by id desc limit ${filter.limit + 1}`,
  )
  return toPage(rows, filter.limit)
}

export type FoundToken = { id: string; name: string; rights: TokenRights; makerId: string | null }

/**
 * Which token this is; undefined for one that is unknown, revoked or expired. The time of use is written at most once a
 * minute, so that a busy script does not make every read a write.
 */
export async function findByToken(db: Db, text: string, now: Date): Promise<FoundToken | undefined> {
  const token = await db.one<FoundToken & { stale: boolean }>(
    `select id, name, rights, maker_id as "makerId",
       last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute' as stale
     from api_tokens where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)`,
    [hashToken(text), now],
  )
  if (!token) return undefined
  if (token.stale) await db.query('update api_tokens set last_used_at = $2 where id = $1', [token.id, now])
  const { stale: _stale, ...found } = token
  return found
}
