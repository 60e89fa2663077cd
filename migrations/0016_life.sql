-- The life of a connection: paused, lost, disconnected and dated, removed with seven days to think it over.
alter table connections drop constraint connections_state_check;
alter table connections
  add constraint connections_state_check check (state in ('draft', 'active', 'paused', 'disconnected', 'removed')),
  -- Since when the vendor no longer lets us in: nothing runs by itself until a person has mended it (V17).
  add column lost_at timestamptz,
  add column disconnected_at timestamptz,
  -- What became of our own grant at the vendor when the credential was taken away.
  add column revocation text check (revocation in ('pending', 'revoked', 'unsupported', 'failed', 'kept')),
  add column removed_at timestamptz,
  -- Whether it led the directory when it was removed, so that it may again when it comes back.
  add column removed_as_primary boolean not null default false,
  -- Under which name the history shows what this connection writes (F57).
  add column integration_user text;

-- The name of a removed connection is free for its successor.
drop index connections_name;
create unique index connections_name on connections (lower(name)) where state <> 'removed';
create index connections_removed on connections (removed_at) where state = 'removed';

-- What a removed connection had brought, for the days in which it can come back. Out of the tables that people are
-- looked up in, so that no list, count, search or match can meet it; as JSON, so that a later column needs no change here.
create table removed_rows (
  connection_id uuid not null,
  kind text not null check (kind in ('account', 'person', 'entitlement', 'grant')),
  content jsonb not null
);
create index removed_rows_connection on removed_rows (connection_id);

-- Credentials that nothing uses any more, until the vendor has been told. A process that dies in between leaves them here.
create table revocations (
  credential_id uuid primary key references credentials on delete cascade,
  connection_id uuid not null,
  hosts jsonb not null,
  since timestamptz not null
);

create or replace function forget_connections() returns trigger language plpgsql as $$ begin
  delete from accounts where connection_id in (select id from gone);
  delete from removed_rows where connection_id in (select id from gone);
  return null;
end $$;
