-- The audit log says what was and what is, and from where; and whoever changes it afterwards, even as the tables' owner, is found out.

alter table audit_events
  add column address text,
  add column request_id text,
  -- Only what differs, and never a secret.
  add column before jsonb,
  add column after jsonb;
create index audit_events_actor on audit_events (actor_id);
create index audit_events_action on audit_events (action);
create index audit_events_at on audit_events (at);

-- One link per event, in the order in which they were committed: SHA-256 of the link before and of the event's text.
create table audit_chain (
  seq bigint primary key,
  event_id bigint not null unique,
  hash bytea not null
);

-- How long the chain was at a time and what its last link was, signed with a key that is not in the database in the open.
create table audit_heads (
  seq bigint not null,
  hash bytea not null,
  at timestamptz not null default now(),
  signature bytea not null
);

-- The text of an event, as `core/audit/verify-audit.ts` makes it too: a JSON array of texts.
create function audit_text(seq bigint, e audit_events) returns text language sql stable as $$
  select json_build_array(seq::text, e.id::text, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    e.actor_kind, e.actor_id, e.actor_name, e.action, e.target_kind, e.target_id, e.detail::text,
    e.address, e.request_id, e.before::text, e.after::text)::text
$$;

create function append_audit_link(e audit_events) returns void language plpgsql as $$
declare
  last audit_chain;
  next bigint;
begin
  -- Held for the rest of a commit, no longer (docs/decisions/0014).
  perform pg_advisory_xact_lock(8245921731386928241);
  select * into last from audit_chain order by seq desc limit 1;
  next := coalesce(last.seq, 0) + 1;
  insert into audit_chain (seq, event_id, hash)
    values (next, e.id, sha256(coalesce(last.hash, decode(repeat('00', 32), 'hex')) || convert_to(audit_text(next, e), 'UTF8')));
exception when unique_violation then
  -- Only where the transaction sees the past (repeatable read): it is run again.
  raise exception 'the audit log has grown meanwhile' using errcode = 'serialization_failure';
end $$;

create function chain_audit_event() returns trigger language plpgsql as $$ begin
  perform append_audit_link(new);
  return null;
end $$;

do $$
declare
  e audit_events;
begin
  for e in select * from audit_events order by id loop
    perform append_audit_link(e);
  end loop;
end $$;

-- Deferred: the link is made when the transaction commits, so that a long one does not keep others from acting.
create constraint trigger audit_events_chain after insert on audit_events
  deferrable initially deferred for each row execute function chain_audit_event();

create function refuse_audit_change() returns trigger language plpgsql as $$ begin
  raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end $$;

do $$
declare
  relation text;
begin
  foreach relation in array array['audit_events', 'audit_chain', 'audit_heads'] loop
    execute format('create trigger %I before update or delete on %I for each statement execute function refuse_audit_change()',
      relation || '_append_only', relation);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_audit_change()',
      relation || '_no_truncate', relation);
    execute format('revoke update, delete, truncate on %I from public, current_user', relation);
  end loop;
end $$;
