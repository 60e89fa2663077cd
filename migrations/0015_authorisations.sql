-- Authorising in the browser, and requests that a co-worker fulfils without an account (F13–F17, F38, S9–S14).

-- A connector's OAuth client that serves every new connection, so that nobody has to enter one again.
create table preset_clients (
  connector text not null,
  method text not null,
  credential_id uuid not null unique references credentials on delete cascade,
  created_at timestamptz not null default now(),
  primary key (connector, method)
);

create table connection_requests (
  id uuid primary key,
  connection_id uuid not null references connections on delete cascade,
  method text not null,
  scopes text[] not null default '{}',
  -- Whom it was sent to, and what the requester wrote to them.
  name text not null,
  email text not null,
  note text not null default '',
  requester_kind text not null,
  requester_id text,
  requester_name text not null,
  -- SHA-256 of the link's token, which is kept nowhere; null once the link is dead for good.
  token_hash bytea unique,
  -- Expired is not a state: it follows from expires_at, so that nothing has to run for a link to end.
  state text not null default 'sent' check (state in ('sent', 'opened', 'authorised', 'confirmed', 'revoked')),
  expires_at timestamptz not null,
  sent_at timestamptz not null,
  opened_at timestamptz,
  authorised_at timestamptz,
  decided_at timestamptz,
  -- Set while one answer is being judged; a second one finds it taken. Runs out, should the process be killed.
  claim uuid,
  claimed_until timestamptz,
  -- What the co-worker authorised. It waits here, unused, until the requester has confirmed the vendor account.
  credential_id uuid references credentials on delete set null,
  vendor_tenant_id text,
  vendor_tenant_name text,
  vendor_tenant_domain text,
  integration_account_id text,
  granted_scopes text[],
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index connection_requests_connection on connection_requests (connection_id);

-- Browsers that have swapped the link's token for a cookie.
create table connection_request_pages (
  page_hash bytea primary key,
  request_id uuid not null references connection_requests on delete cascade,
  expires_at timestamptz not null
);
create index connection_request_pages_request on connection_request_pages (request_id);

-- One round trip to a vendor's consent screen.
create table authorisations (
  id uuid primary key,
  -- SHA-256 of the OAuth state, and of the cookie of the browser that began.
  state_hash bytea not null unique,
  browser_hash bytea not null,
  connector text not null,
  connection_id uuid not null references connections on delete cascade,
  method text not null,
  hosts jsonb not null,
  scopes text[] not null,
  -- Null once it is gone: then there is nothing left to authorise.
  credential_id uuid references credentials on delete set null,
  -- Made for this authorisation alone: it goes when the authorisation fails.
  credential_is_new boolean not null,
  request_id uuid references connection_requests on delete cascade,
  actor_kind text not null,
  actor_id text,
  actor_name text not null,
  -- PKCE verifier and what else the vault must remember, sealed by it; emptied when it has been used.
  sealed text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  consumed_at timestamptz
);
create index authorisations_expiry on authorisations (expires_at);
create index authorisations_connection on authorisations (connection_id);
create index authorisations_request on authorisations (request_id);
create index authorisations_credential on authorisations (credential_id);
