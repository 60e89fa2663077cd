-- Who may do what, and who did. Users and sessions are the auth library's, in the schema `auth`.
create table api_tokens (
  id uuid primary key,
  name text not null,
  -- SHA-256 of the token; the token itself is shown once and kept nowhere.
  token_hash bytea not null unique,
  prefix text not null,
  role text not null check (role in ('admin', 'viewer')),
  created_by text,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);

create table audit_events (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor_kind text not null check (actor_kind in ('user', 'token', 'cli', 'system')),
  actor_id text,
  actor_name text,
  action text not null,
  target_kind text,
  target_id text,
  detail jsonb not null default '{}'
);
create index audit_events_target on audit_events (target_kind, target_id);
