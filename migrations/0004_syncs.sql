-- Syncs: what was read, what it would change, what it changed.
create table syncs (
  id uuid primary key,
  connection_id uuid not null references connections on delete cascade,
  generation bigint not null,
  trigger text not null check (trigger in ('manual', 'schedule', 'preview')),
  state text not null check (state in ('queued', 'fetching', 'planning', 'held', 'applying', 'done', 'partial', 'failed', 'cancelled')),
  -- Raised by every worker that takes the sync over; each write names the epoch it was made under (J5).
  epoch int not null default 0,
  attempts int not null default 0,
  cancel_requested boolean not null default false,
  started_at timestamptz,
  fetched_at timestamptz,
  sealed_at timestamptz,
  applied_at timestamptz,
  finished_at timestamptz,
  undone_at timestamptz,
  -- Settings that decide what a record becomes, as a digest: pages read under another one are read anew.
  config_digest text,
  -- What `prepare` and `probe` learned, so that a resumed sync goes on as it began.
  facts jsonb not null default '{}',
  read_count int not null default 0,
  page_count int not null default 0,
  expected_count int,
  counts jsonb not null default '{}',
  -- Why the sync waits for a person: a list of {rule, text, figures}.
  hold jsonb,
  error_code text,
  error_message text,
  created_at timestamptz not null default now()
);
create unique index syncs_one_running on syncs (connection_id) where state in ('queued', 'fetching', 'planning', 'applying');
create index syncs_connection on syncs (connection_id, generation desc);

-- One list of one sync. A stream that the vendor account does not have is 'absent' and decides nothing.
create table sync_streams (
  sync_id uuid not null references syncs on delete cascade,
  stream text not null,
  part int not null,
  parent text not null default '',
  state text not null check (state in ('reading', 'complete', 'absent', 'failed')),
  total int,
  error_code text,
  primary key (sync_id, stream, part, parent)
);

-- A page as the vendor sent it, compressed, kept as long as a reference sync names it and at most 7 days after it was last received.
create table raw_pages (
  id bigint generated always as identity primary key,
  connection_id uuid not null references connections on delete cascade,
  digest bytea not null,
  body bytea,
  external_ids text[] not null,
  filtered int not null,
  next jsonb,
  rest_total int,
  received_at timestamptz not null default now()
);
alter table raw_pages alter column body set storage external;
create index raw_pages_connection on raw_pages (connection_id);

-- The checkpoint: a row per page, committed together with the page's staged rows.
create table sync_pages (
  sync_id uuid not null references syncs on delete cascade,
  stream text not null,
  part int not null,
  parent text not null default '',
  seq int not null,
  position jsonb not null,
  next jsonb,
  page_id bigint,
  -- The page is byte for byte the reference sync's, so its rows were not staged again.
  same boolean not null,
  row_count int not null,
  primary key (sync_id, stream, part, parent, seq)
);

-- Every change that a sync plans, holds, or made. `before` and `after` carry only what differs; a creation carries no
-- `after`: it is the next change's `before`, or the row as it stands.
create table sync_changes (
  id bigint generated always as identity,
  sync_id uuid not null,
  account_id uuid,
  external_id text not null,
  name text,
  person_id uuid,
  action text not null check (action in ('create', 'update', 'deactivate', 'reactivate')),
  person_action text check (person_action in ('create', 'link', 'update')),
  reason text not null,
  before jsonb,
  after jsonb,
  state text not null check (state in ('planned', 'held', 'applied', 'discarded', 'undone')),
  primary key (sync_id, id)
);
create index sync_changes_account on sync_changes (account_id) where action <> 'create';

create table sync_issues (
  id bigint generated always as identity primary key,
  sync_id uuid not null references syncs on delete cascade,
  stream text not null,
  kind text not null check (kind in ('skipped', 'failed', 'repaired', 'notice')),
  reason text not null,
  external_id text,
  name text,
  message text not null
);
create index sync_issues_sync on sync_issues (sync_id, id);

create function forget_syncs() returns trigger language plpgsql as $$ begin
  delete from sync_changes where sync_id in (select id from gone);
  return null;
end $$;
create trigger syncs_gone after delete on syncs referencing old table as gone for each statement execute function forget_syncs();

-- Staged rows live in tables of their own, one set per sync, dropped when it ends: no vacuum debt in the shared tables.
create schema staging;
