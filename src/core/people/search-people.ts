import type { Db, Tx } from '#db/pool.ts'

type PeopleQuery = { query: string; parameters: unknown[] }

/** Up to so many changed people are found by their new names at once; after a larger change within seconds. */
export const MAX_SEARCH_AT_ONCE = 5_000

/** People whose text is made again in one statement; bounds how long other writers of it wait. */
const BATCH = 5_000

/**
 * Makes the texts by which people are found: name, addresses and user names, their accounts' included. Unchanged texts
 * are not written.
 *
 * @param people a query that selects one column of person ids (trusted text).
 */
export async function refreshSearch(tx: Tx, people: PeopleQuery): Promise<void> {
  await tx.query(
    `insert into people_search as s (person_id, text)
     select p.id, concat_ws(' ', p.display_name, p.email, p.username, (
       select string_agg(distinct word, ' ') from accounts a cross join lateral (values (a.email), (a.username), (a.display_name)) w(word)
       where a.person_id = p.id and lower(word) not in (lower(coalesce(p.email, '')), lower(coalesce(p.username, '')), lower(coalesce(p.display_name, '')))))
     from people p where p.id in (${people.query})
     on conflict (person_id) do update set text = excluded.text where s.text <> excluded.text`,
    people.parameters,
  )
}

/** Leaves the texts to `drainStaleSearch`, for changes of many people at once. */
export async function deferSearch(tx: Tx, people: PeopleQuery): Promise<void> {
  await tx.query(
    `insert into people_search_stale select id from (${people.query}) p(id) where id is not null`,
    people.parameters,
  )
}

/** Makes the deferred texts. Safe to run anywhere at any time; what another process is busy with is left to it. */
export async function drainStaleSearch(db: Db): Promise<void> {
  for (let batches = 0; ; batches++) {
    const done = await db.tx(async (tx) => {
      const ids = await tx.query<{ id: string }>(
        `delete from people_search_stale where ctid = any(array(select ctid from people_search_stale limit ${BATCH} for update skip locked)) returning person_id as id`,
      )
      if (ids.length > 0)
        await refreshSearch(tx, { query: 'select unnest($1::uuid[])', parameters: [ids.map((row) => row.id)] })
      return ids.length
    })
    if (done === BATCH) continue
    if (batches > 0) await db.query(`select gin_clean_pending_list('people_search_text')`)
    return
  }
}
