import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import { bySortKey, containing, readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import type { Credential } from './credential.ts'

// Named column by column: the sealed text never leaves the vault's own queries.
const CREDENTIAL = sql`k.id, k.name, k.connector, k.method, k.owner_id as "ownerId", k.public_fields as "publicFields", k.hosts,
  k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", k.created_at as "createdAt", k.updated_at as "updatedAt",
  coalesce((select jsonb_agg(jsonb_build_object('connectionId', c.id, 'name', c.name) order by c.name)
    from connections c where c.credential_id = k.id), '[]') as "usedBy",
  exists (select from preset_clients p where p.credential_id = k.id) as "isPreset"`

type Filter = PageRequest & {
  search?: string | undefined
  connector?: string | undefined
  method?: string | undefined
  ownerId?: string | undefined
  /** Whether anything uses it. */
  used?: boolean | undefined
}

const IS_USED = sql`exists (select from connections c where c.credential_id = k.id)
  or exists (select from preset_clients p where p.credential_id = k.id)`

/** By name. */
export async function listCredentials(db: Db, filter: Filter): Promise<Page<Credential>> {
  const after = readCursor(filter.cursor, ['text', 'id'])
  const rows = await db.query<Credential>(sql`select ${CREDENTIAL}, lower(k.name) as "sortKey" from credentials k
    where ${allOf([
      ...(filter.search ? [sql`k.name ilike ${containing(filter.search)}`] : []),
      ...(filter.connector === undefined ? [] : [sql`k.connector = ${filter.connector}`]),
      ...(filter.method === undefined ? [] : [sql`k.method = ${filter.method}`]),
      ...(filter.ownerId === undefined ? [] : [sql`k.owner_id = ${filter.ownerId}`]),
      ...(filter.used === undefined ? [] : [filter.used ? IS_USED : sql`not (${IS_USED})`]),
      ...(after ? [sql`(lower(k.name), k.id) > (${after[0]}, ${after[1]}::uuid)`] : []),
    ])}
    order by lower(k.name), k.id limit ${filter.limit + 1}`)
  return toPage(rows, filter.limit, bySortKey)
}

/** Throws `not_found`. */
export async function getCredential(db: Db, id: string): Promise<Credential> {
  const credential = await db.one<Credential>(sql`select ${CREDENTIAL} from credentials k where k.id = ${id}`)
  if (!credential) throw new AppError('not_found')
  return credential
}
