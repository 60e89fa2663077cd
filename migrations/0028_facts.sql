-- Facts: what accounts did and what was charged. They are appended, never compared with the list before, and decide about nobody (F61–F63).

-- Whence an account's last activity is known. All null: an instant at which it signed in, told by the list of accounts.
alter table accounts
  -- True: the vendor tells the day only, and `last_active_at` is where it begins.
  add column last_active_day boolean,
  -- Null: a sign-in.
  add column last_active_grade text check (last_active_grade in ('login', 'sso', 'action')),
  -- The fact stream that told it; null: the list of accounts.
  add column last_active_stream text;

-- A row per account, day, grade and app. The months are made by the sync that needs them (`sync/activity-months.ts`).
-- No foreign keys: rows are made by joining their accounts; they go with the connection, with the sync that is undone, and with the person.
create table activity (
  connection_id uuid not null,
  account_id uuid not null,
  -- In UTC, or the day as the vendor tells it.
  day date not null,
  grade text not null check (grade in ('login', 'sso', 'action')),
  -- Of the app that was opened through a sign-on service; empty: the connection's own.
  app_external_id text not null,
  events int not null,
  -- Null: the vendor tells the day only.
  last_at timestamptz,
  -- The newest, in the vendor's word.
  action text,
  -- The sync that made the row.
  sync_id uuid not null,
  primary key (account_id, day, grade, app_external_id)
) partition by range (day);
create index activity_connection on activity (connection_id, day desc);

create table transactions (
  id uuid primary key,
  connection_id uuid not null references connections on delete cascade,
  external_id text not null,
  date date not null,
  amount numeric not null,
  currency text not null,
  description text not null,
  period_from date,
  period_to date,
  sync_id uuid not null,
  unique (connection_id, external_id)
);
create index transactions_date on transactions (date desc, id desc);

-- How fresh each list of a connection is: the start of the newest sync that read it whole and applied it (F81, F82).
create table stream_states (
  connection_id uuid not null references connections on delete cascade,
  stream text not null,
  -- 'accounts', a kind of entitlement, 'activity' or 'transactions'.
  kind text not null,
  as_of timestamptz not null,
  -- Of facts: since when nothing is missing.
  since timestamptz,
  primary key (connection_id, stream)
);

-- What a sync asks a fact stream for: settled once, so that a resumed one asks for the same. And what it found, and what stood before it.
create table sync_facts (
  sync_id uuid not null references syncs on delete cascade,
  stream text not null,
  since timestamptz not null,
  until timestamptz not null,
  applied boolean not null default false,
  events int,
  -- Events of accounts that no list has named.
  left_out int,
  before_as_of timestamptz,
  before_since timestamptz,
  primary key (sync_id, stream)
);

-- Days that stood and were told anew, and accounts whose last activity moved: so that a sync can be undone whole.
create table sync_activity_changes (
  sync_id uuid not null,
  account_id uuid not null,
  day date not null,
  grade text not null,
  app_external_id text not null,
  events int not null,
  last_at timestamptz,
  action text
);
create index sync_activity_changes_sync on sync_activity_changes (sync_id);

create table sync_last_active_changes (
  sync_id uuid not null,
  account_id uuid not null,
  moved_to timestamptz not null,
  before_at timestamptz,
  before_day boolean,
  before_grade text,
  before_stream text
);
create index sync_last_active_changes_sync on sync_last_active_changes (sync_id);

create or replace function forget_syncs() returns trigger language plpgsql as $$ begin
  delete from sync_changes where sync_id in (select id from gone);
  delete from sync_grant_changes where sync_id in (select id from gone);
  delete from sync_activity_changes where sync_id in (select id from gone);
  delete from sync_last_active_changes where sync_id in (select id from gone);
  return null;
end $$;

create or replace function forget_connections() returns trigger language plpgsql as $$ begin
  delete from accounts where connection_id in (select id from gone);
  delete from activity where connection_id in (select id from gone);
  delete from removed_rows where connection_id in (select id from gone);
  return null;
end $$;

-- Apps that Okta assigns were licences until now.
update entitlements e set kind = 'app' from connections c
where c.id = e.connection_id and c.connector = 'okta' and e.kind = 'licence' and e.external_id <> 'okta-licence';
