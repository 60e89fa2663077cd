import type { Db } from '#db/pool.ts'

/** The order in which connections are believed where two say something of the same person's field. */
export async function readSettings(db: Db): Promise<{ precedence: string[] }> {
  const rows = await db.query<{ id: string }>(
    `select id from connections where state <> 'removed' order by precedence, id`,
  )
  return { precedence: rows.map(({ id }) => id) }
}
