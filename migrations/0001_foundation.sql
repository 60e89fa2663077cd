-- What everything else stands on: trigram search, ids, settings, the vault's keys and credentials.
create extension if not exists pg_trgm;

-- Time-ordered ids (RFC 9562 §5.7) made by set-based statements: PostgreSQL 18's own, which is ten times as fast, else built here.
do $$ begin
  if current_setting('server_version_num')::int >= 180000 then
    create function new_id() returns uuid language sql volatile parallel safe as 'select uuidv7()';
  else
    create function new_id() returns uuid language sql volatile parallel safe as $new$
      select encode(
        set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
          placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1),
        'hex')::uuid
    $new$;
  end if;
end $$;

create table settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);

-- A sentinel per root key proves at start that the key at hand is the one that the credentials were sealed under.
create table vault_keys (
  key_id text primary key,
  sentinel text not null,
  created_at timestamptz not null default now()
);

create table credentials (
  id uuid primary key,
  name text not null,
  connector text not null,
  method text not null,
  owner_id text,
  public_fields jsonb not null default '{}',
  sealed text not null,
  key_id text not null,
  hosts text[] not null,
  version int not null default 1,
  expires_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- Access tokens fetched with a credential. The lease keeps two processes from refreshing at once (V15).
create table credential_tokens (
  credential_id uuid primary key references credentials on delete cascade,
  sealed text not null,
  expires_at timestamptz,
  version int not null default 1,
  lease_owner text,
  lease_until timestamptz
);
