import type { Tx } from '#db/pool.ts'
import type { Schedule } from '../connections/schedule.ts'

/** What there is to know of a connection to say what is wrong with it. */
export type ConnectionFacts = {
  id: string
  name: string
  appName: string
  contacts: string[]
  state: 'active' | 'paused' | 'disconnected'
  lostAt: Date | null
  /** Since when it is paused because nobody decided on a run that waits; null when it is not, or a person paused it. */
  pausedForHoldAt: Date | null
  disconnectedAt: Date | null
  error: { code: string; message: string } | null
  schedule: Schedule
  nextDueAt: Date | null
  credentialId: string | null
  credentialName: string | null
  credentialOwner: string | null
  credentialExpiresAt: Date | null
  /** Somebody gave it by consent at the vendor, who says when it ends. */
  credentialIsGrant: boolean
  /** The newest run that came to an end by itself. */
  last: {
    id: string
    state: 'done' | 'partial' | 'failed' | 'held'
    error: { code: string; message: string } | null
  } | null
  /** The failed runs since the last one that was not. */
  failures: { times: number; since: Date } | null
  /** A run that waits for a person. */
  held: { id: string; reason: string | null } | null
  /** A run that is under way, or waits to be. */
  running: { id: string; since: Date; started: boolean } | null
}

const FAILURE = `case when %.error_code is not null then jsonb_build_object('code', %.error_code, 'message', %.error_message) end`
const failureOf = (alias: string) => FAILURE.replaceAll('%', alias)

/**
 * All connections that stand and were launched, in one statement. Previews change nothing and do not count; a run that a
 * person cancelled says nothing of the vendor.
 */
export function readConnectionFacts(tx: Tx): Promise<ConnectionFacts[]> {
  return tx.query<ConnectionFacts>(`
    select c.id, c.name, app.name as "appName", c.contacts, c.state, c.lost_at as "lostAt",
      case when c.state = 'paused' and c.pause_reason = 'hold' then c.paused_at end as "pausedForHoldAt", c.disconnected_at as "disconnectedAt",
      ${failureOf('c')} as error, c.schedule, c.next_due_at as "nextDueAt",
      k.id as "credentialId", k.name as "credentialName", u.name as "credentialOwner", k.expires_at as "credentialExpiresAt",
      exists (select from credential_tokens t where t.credential_id = k.id and t.granted_at is not null) as "credentialIsGrant",
      case when last.id is not null then jsonb_build_object('id', last.id, 'state', last.state, 'error', ${failureOf('last')}) end as last,
      case when failures.times > 0 then jsonb_build_object('times', failures.times, 'since', failures.since) end as failures,
      case when held.id is not null then jsonb_build_object('id', held.id, 'reason', held.hold -> 0 ->> 'text') end as held,
      case when running.id is not null then jsonb_build_object('id', running.id, 'since', running.created_at,
        'started', running.started_at is not null) end as running
    from connections c join apps app on app.id = c.app_id
      left join credentials k on k.id = c.credential_id
      left join auth."user" u on u.id = k.owner_id
      left join lateral (select * from syncs s where s.connection_id = c.id and s.trigger <> 'preview'
        and s.state in ('done', 'partial', 'failed', 'held') order by s.generation desc limit 1) last on true
      left join lateral (select count(*)::int as times, min(s.finished_at) as since from syncs s
        where s.connection_id = c.id and s.trigger <> 'preview' and s.state = 'failed' and s.generation > coalesce((
          select max(good.generation) from syncs good where good.connection_id = c.id and good.trigger <> 'preview'
            and good.state in ('done', 'partial', 'held')), 0)) failures on true
      left join lateral (select * from syncs s where s.connection_id = c.id and s.state = 'held' order by s.generation desc limit 1) held on true
      left join lateral (select * from syncs s where s.connection_id = c.id and s.trigger <> 'preview'
        and s.state in ('queued', 'fetching', 'planning', 'applying') order by s.generation desc limit 1) running on true
    where c.state in ('active', 'paused', 'disconnected')`)
}
