import type { Db } from '#db/pool.ts'
import { nameSql, sql, type Sql } from '#db/sql.ts'
import { sealedPrefix } from './seal.ts'

/** A column that holds sealed texts. */
export type SealedColumn = {
  table: string
  column: string
  /** The primary key, one column. */
  key: string
  keyType: string
  /** Whether the table also says in `key_id` which root key it was. */
  hasKeyId: boolean
}

/** All of them: those with the trigger `refuse_retired_key` (migration 0018). */
export function listSealedColumns(db: Db): Promise<SealedColumn[]> {
  return db.query<SealedColumn>(`
    select c.oid::regclass::text as "table", split_part(encode(t.tgargs, 'escape'), '\\000', 1) as "column",
      k.attname as key, y.typname as "keyType",
      exists (select from pg_attribute where attrelid = c.oid and attname = 'key_id' and not attisdropped) as "hasKeyId"
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
      join pg_index i on i.indrelid = c.oid and i.indisprimary
      join pg_attribute k on k.attrelid = c.oid and k.attnum = i.indkey[0]
      join pg_type y on y.oid = k.atttypid
    where t.tgfoid = to_regproc('refuse_retired_key') and not t.tgisinternal
    order by 1, 2`)
}

/** The condition that a column's text was sealed under a key. */
export function sealedUnder({ column }: SealedColumn, keyId: string): Sql {
  return sql`starts_with(${nameSql(column)}, ${sealedPrefix(keyId)})`
}

/** How many texts of a column were sealed under a key. */
export async function countSealedUnder(db: Db, place: SealedColumn, keyId: string): Promise<number> {
  const row = await db.one<{ count: number }>(
    sql`select count(*) as count from ${nameSql(place.table)} where ${sealedUnder(place, keyId)}`,
  )
  return row?.count ?? 0
}
