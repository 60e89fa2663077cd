import type { Db, Tx } from '#db/pool.ts'
import { isFactKind } from '#kit/define.ts'
import type { PlanOwner } from './context.ts'
import { accountStreams } from './plan.ts'
import { dropStaging, stagingOf, type Staging } from './staging.ts'

const RAW_DAYS = 7

/**
 * Makes this sync the one that the next compares its pages with. Each page learns which ids stand on it, so that it can
 * be skipped whole while it stays the same. Pages with records that failed, and lists with duplicates, are read anew.
 */
export async function settlePages(tx: Tx, run: PlanOwner, staging: Staging): Promise<void> {
  await tx.query(
    `update raw_pages r set external_ids = t.ids, filtered = t.filtered, digest = case when t.broken then ''::bytea else r.digest end
     from sync_pages p join (
       select s.page, array_agg(s.external_id order by s.idx) as ids, count(*) filter (where not s.taken)::int as filtered,
         bool_or(exists (select from sync_issues i where i.sync_id = $1 and i.kind = 'failed' and i.external_id = s.external_id)) as broken
       from ${staging.accounts} s group by s.page) t on t.page = p.part * 10000000 + p.seq
     where p.sync_id = $1 and p.stream = any($2) and not p.same and r.id = p.page_id`,
    [run.sync.id, accountStreams(run)],
  )
  await tx.query(
    `update raw_pages r set external_ids = t.ids
     from sync_pages p join (select stream, page, array_agg(distinct external_id) as ids from ${staging.entitlements} group by stream, page) t
       on t.stream = p.stream and t.page = p.part * 10000000 + p.seq
     where p.sync_id = $1 and p.parent = '' and not p.same and r.id = p.page_id and p.stream <> all($2)`,
    [run.sync.id, accountStreams(run)],
  )
  await forgetFactPages(tx, run)
  await tx.query(
    "update raw_pages r set received_at = now() from sync_pages p where p.sync_id = $1 and p.same and r.id = p.page_id and r.received_at < now() - interval '1 day'",
    [run.sync.id],
  )
}

/** Facts are compared with nothing, and their pages say more of people than is kept of them: they go with the sync's end. */
async function forgetFactPages(tx: Tx, { sync, connector }: PlanOwner): Promise<void> {
  const facts = Object.entries(connector.streams).flatMap(([name, { kind }]) => (isFactKind(kind) ? [name] : []))
  if (facts.length > 0)
    await tx.query('delete from sync_pages where sync_id = $1 and stream = any($2)', [sync.id, facts])
}

/**
 * Drops what a finished sync no longer needs: its staging tables, and pages that neither the reference sync nor a
 * running or held one names. Safe to repeat; the janitor calls it for syncs whose worker died right after the end.
 */
export async function cleanUp(db: Db, syncId: string, connectionId: string): Promise<void> {
  await dropStaging(db, stagingOf(syncId))
  await db.query(
    `delete from sync_pages p using syncs s where s.id = p.sync_id and s.connection_id = $1 and s.state in ('done', 'partial', 'failed', 'cancelled')
       and s.id is distinct from (select reference_sync_id from connections where id = $1)`,
    [connectionId],
  )
  await db.query(
    'delete from raw_pages r where r.connection_id = $1 and not exists (select from sync_pages p join syncs s on s.id = p.sync_id where s.connection_id = $1 and p.page_id = r.id)',
    [connectionId],
  )
}

/** Erases vendor answers that were last received more than 7 days ago (reliability §3.9), and staging without a sync. */
export async function forgetOldPages(db: Db): Promise<void> {
  await db.query(
    `update raw_pages set body = null where body is not null and received_at < now() - interval '${RAW_DAYS} days'`,
  )
  const orphans = await db.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'staging' and c.relkind = 'r' and c.relname ~ '^[aegpxmft]_[0-9a-f]{32}$' and not exists (
       select from syncs s where replace(s.id::text, '-', '') = substr(c.relname, 3) and s.state in ('queued', 'fetching', 'planning', 'applying', 'held'))`,
  )
  for (const { name } of orphans) await db.query(`drop table if exists staging."${name}"`)
}
