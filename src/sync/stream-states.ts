import type { Tx } from '#db/pool.ts'
import { isFactKind, type AnyStream, type Connector } from '#kit/define.ts'

/** What the lists of a stream are about, in the word by which its freshness is told (F82). */
export function dataKindOf({ kind, gives }: AnyStream): string {
  if (kind === 'accounts' || isFactKind(kind)) return kind
  return gives ?? (kind === 'licences' ? 'licence' : 'group')
}

/**
 * Moves "as of" of each snapshot stream that a published sync read whole. One that the vendor account does not have, or
 * that has no lists this time, keeps what it said.
 */
export async function moveStates(
  tx: Tx,
  connector: Connector,
  sync: { id: string; connectionId: string; startedAt: Date },
): Promise<void> {
  const lists = Object.entries(connector.streams).filter(([, { kind }]) => !isFactKind(kind))
  await tx.query(
    `insert into stream_states (connection_id, stream, kind, as_of)
     select $2, r.stream, k.kind, $3 from sync_streams r join unnest($4::text[], $5::text[]) k(stream, kind) on k.stream = r.stream
     where r.sync_id = $1 group by r.stream, k.kind having bool_and(r.state = 'complete')
     on conflict (connection_id, stream) do update set kind = excluded.kind, as_of = greatest(stream_states.as_of, excluded.as_of)`,
    [
      sync.id,
      sync.connectionId,
      sync.startedAt,
      lists.map(([name]) => name),
      lists.map(([, stream]) => dataKindOf(stream)),
    ],
  )
}

/** After a sync was undone: each snapshot stream is as fresh as the newest sync that still stands and read it whole. */
export async function restoreStates(tx: Tx, connectionId: string): Promise<void> {
  await tx.query(
    `with standing as (
       select r.stream, s.started_at from syncs s join sync_streams r on r.sync_id = s.id
       where s.connection_id = $1 and s.state = 'done' and s.sealed_at is not null and s.applied_at is not null and s.undone_at is null and s.trigger <> 'preview'
       group by s.id, r.stream, s.started_at having bool_and(r.state = 'complete')),
     newest as (select stream, max(started_at) as as_of from standing group by stream),
     kept as (
       update stream_states t set as_of = n.as_of from newest n
       where t.connection_id = $1 and t.stream = n.stream and t.kind not in ('activity', 'transactions'))
     delete from stream_states t where t.connection_id = $1 and t.kind not in ('activity', 'transactions') and t.stream not in (select stream from newest)`,
    [connectionId],
  )
}
