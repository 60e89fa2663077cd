-- Roles of one's own, rights of API tokens that follow their maker's, one-time links, and sign-in with other providers.
-- Users and sessions are the auth library's, in the schema `auth`; what it does not know of them is here.

-- A named set of permissions. The five built-in roles are in the program.
create table roles (
  id uuid primary key,
  name text not null,
  permissions text[] not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index roles_name on roles (lower(name));

-- What a token may do: nothing, read, all, or what its maker may do day by day. Never more than its maker may (F131).
alter table api_tokens add column rights text check (rights in ('none', 'read', 'all', 'own'));
alter table api_tokens add column maker_id text;
update api_tokens set rights = case role when 'admin' then 'all' else 'read' end;
update api_tokens t set maker_id = e.actor_id from audit_events e
  where e.action = 'api_token.create' and e.target_kind = 'api_token' and e.target_id = t.id::text and e.actor_kind = 'user';
alter table api_tokens alter column rights set not null;
alter table api_tokens drop column role;

-- Wrong tokens by address; the same one again is a script that was forgotten, many are guesses (S5).
create table api_token_tries (
  address text not null,
  token_hash bytea not null,
  at timestamptz not null,
  primary key (address, token_hash)
);
create index api_token_tries_at on api_token_tries (at);

-- Links that are good for one use: an invitation, a new password, the way back in for an owner. Only digests are stored.
create table user_links (
  id uuid primary key,
  kind text not null check (kind in ('invite', 'reset', 'recover')),
  token_hash bytea not null unique,
  email text not null,
  -- Of an invitation: who they will be.
  name text,
  role text,
  -- Of the others: whose password it sets.
  user_id text,
  created_by text,
  created_by_id text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
create index user_links_user on user_links (user_id);
create unique index user_links_open_invite on user_links (lower(email)) where kind = 'invite' and used_at is null and revoked_at is null;

-- OpenID providers that people may sign in with. Who they are is `iss` and `sub`, never the e-mail.
create table sign_in_providers (
  id uuid primary key,
  name text not null,
  issuer text not null unique,
  client_id text not null,
  sealed_secret text not null,
  -- Whoever has an e-mail of these domains comes in with this role; everybody else must have been invited.
  domains text[] not null default '{}',
  default_role text,
  enabled boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table sign_in_identities (
  issuer text not null,
  subject text not null,
  user_id text not null,
  created_at timestamptz not null default now(),
  primary key (issuer, subject)
);
create index sign_in_identities_user on sign_in_identities (user_id);

-- Sign-ins under way at a provider; each is bound to the browser that began it, and is used once.
create table sign_in_starts (
  state_hash bytea primary key,
  browser_hash bytea not null,
  provider_id uuid not null references sign_in_providers on delete cascade,
  expires_at timestamptz not null
);

-- Whoever was there first owns this Rollcall. The library makes its tables itself, so on a fresh start there are none.
do $$ begin
  if to_regclass('auth."user"') is not null then
    update auth."user" set role = 'owner'
      where id = (select id from auth."user" where role = 'admin' order by "createdAt", id limit 1);
  end if;
end $$;
