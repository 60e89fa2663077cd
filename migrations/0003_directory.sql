-- People and the accounts they hold.

-- A person's fields are resolved from claims: manual first, then the accounts in the connections' order of precedence.
-- Half of each page stays free: a source that fills in everybody's title then rewrites rows in place, without their indexes.
create table people (
  id uuid primary key,
  email text,
  username text,
  display_name text,
  given_name text,
  family_name text,
  role text,
  status text not null default 'active' check (status in ('active', 'suspended', 'inactive', 'invited', 'unknown')),
  department text,
  title text,
  location text,
  timezone text,
  -- Every other field, custom ones included.
  fields jsonb not null default '{}',
  -- What people typed in by hand; no sync overrides it (F89).
  manual jsonb not null default '{}',
  created_by_sync_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
) with (fillfactor = 50);
create index people_email on people (lower(email));
-- What a person is found by: name, and every address and user name of theirs in any app. Apart from `people`, because a trigram index
-- costs more than all the rest of a row: it is written only when the text changes, and after a large sync rather than within it.
create table people_search (
  person_id uuid primary key,
  text text not null
);
-- A large pending list, sorted in at the end of a drain: thousands of entries at once cost a fraction of one by one.
create index people_search_text on people_search using gin (text gin_trgm_ops) with (gin_pending_list_limit = 32768);
-- Whose text is to be made again.
create table people_search_stale (person_id uuid not null);

-- Person fields that were made while mapping (F43).
create table person_fields (
  name text primary key check (name ~ '^[a-z][A-Za-z0-9]{0,62}$'),
  label text not null,
  type text not null check (type in ('text', 'number', 'boolean', 'date')),
  is_unique boolean not null default false,
  created_at timestamptz not null default now()
);

create table accounts (
  id uuid primary key,
  connection_id uuid not null,
  app_id text not null,
  external_id text not null,
  person_id uuid,
  email text,
  username text,
  display_name text,
  given_name text,
  family_name text,
  -- The status that holds: manual_status, else inactive while missing, else what the vendor says.
  status text not null check (status in ('active', 'suspended', 'inactive', 'invited', 'unknown')),
  source_status text not null,
  vendor_status text,
  manual_status text,
  role text,
  is_admin boolean not null,
  is_service_account boolean not null,
  is_guest boolean not null,
  last_active_at timestamptz,
  vendor_created_at timestamptz,
  licences text[] not null,
  fields jsonb not null,
  -- What this account's source says of its person: target field to value.
  claims jsonb not null,
  -- False while the connection takes people only: the row carries claims but is no account of the app.
  listed boolean not null,
  -- Why no person could be found or made; null when there is one, or none is wanted.
  unmatched_reason text,
  -- A person chose to leave this account without a person.
  ignored boolean not null default false,
  first_seen_at timestamptz not null,
  missing_since timestamptz,
  unique (connection_id, external_id)
) with (fillfactor = 90);
create index accounts_person on accounts (person_id) where person_id is not null;
create index accounts_email on accounts (lower(email));
create index accounts_unmatched on accounts (connection_id) where unmatched_reason is not null;
-- Accounts with a person are found through the person; a second index over all of them would double the cost of a sync.
create index accounts_search on accounts using gin (
  (coalesce(display_name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(username, '')) gin_trgm_ops)
  where person_id is null;

create table entitlements (
  id uuid primary key,
  connection_id uuid not null references connections on delete cascade,
  kind text not null check (kind in ('group', 'role', 'licence')),
  external_id text not null,
  name text not null,
  description text,
  first_seen_at timestamptz not null,
  missing_since timestamptz,
  unique (connection_id, kind, external_id)
);

create table grants (
  account_id uuid not null,
  entitlement_id uuid not null,
  since timestamptz not null,
  primary key (account_id, entitlement_id)
);
create index grants_entitlement on grants (entitlement_id);

-- Foreign keys of these tables would look up and lock a parent row for each of a hundred thousand children. Children are only made by
-- set-based statements that join their parents, so what is left to keep is a parent's end, once per statement.
create function forget_people() returns trigger language plpgsql as $$ begin
  update accounts set person_id = null where person_id in (select id from gone);
  delete from people_search where person_id in (select id from gone);
  return null;
end $$;
create trigger people_gone after delete on people referencing old table as gone for each statement execute function forget_people();

create function forget_accounts() returns trigger language plpgsql as $$ begin
  delete from grants where account_id in (select id from gone);
  return null;
end $$;
create trigger accounts_gone after delete on accounts referencing old table as gone for each statement execute function forget_accounts();

create function forget_entitlements() returns trigger language plpgsql as $$ begin
  delete from grants where entitlement_id in (select id from gone);
  return null;
end $$;
create trigger entitlements_gone after delete on entitlements referencing old table as gone for each statement execute function forget_entitlements();

create function forget_connections() returns trigger language plpgsql as $$ begin
  delete from accounts where connection_id in (select id from gone);
  return null;
end $$;
create trigger connections_gone after delete on connections referencing old table as gone for each statement execute function forget_connections();
