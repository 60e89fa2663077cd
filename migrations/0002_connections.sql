-- Apps as the catalogue lists them, and the authorised links to them.
create table apps (
  id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  connector text,
  category text not null,
  description text not null default '',
  created_at timestamptz not null default now()
);

create table connections (
  id uuid primary key,
  app_id text not null references apps,
  connector text not null,
  name text not null,
  method text not null,
  credential_id uuid references credentials,
  hosts jsonb not null default '{}',
  settings jsonb not null default '{}',
  scopes text[] not null default '{}',
  selection text not null check (selection in ('people', 'people_and_accounts')),
  preference text not null check (preference in ('create_and_update', 'create_only', 'update_only')),
  deactivate boolean not null,
  mapping jsonb not null default '{"targets": []}',
  schedule jsonb not null default '{"every": "day", "at": "02:00", "timezone": "UTC"}',
  contacts text[] not null default '{}',
  -- More deactivations than max(missing, percent of the active accounts) are held for a person (F66, reliability §3.1).
  guard jsonb not null default '{"missing": 3, "percent": 5}',
  state text not null default 'draft' check (state in ('draft', 'active', 'paused', 'disconnected')),
  -- The vendor's id of the account behind the credential, pinned at the first connect.
  vendor_tenant_id text,
  vendor_tenant_name text,
  integration_account_id text,
  granted_scopes text[],
  -- Set while the newest sync failed for a reason that a person must mend.
  error_code text,
  error_message text,
  -- Start of the newest sync that is fetched and applied (F81).
  as_of timestamptz,
  -- The newest fully applied sync: its pages are what the next one compares with.
  reference_sync_id uuid,
  generation bigint not null default 0,
  next_due_at timestamptz,
  -- Lower comes first when two sources claim the same field of a person (F88, F89).
  precedence int not null,
  is_primary_source boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index connections_name on connections (lower(name));
create index connections_due on connections (next_due_at) where state = 'active';
