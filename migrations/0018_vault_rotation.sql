-- Rotation of the root key while everything runs, and secrets of Rollcall's own that outlive a rotation.

alter table vault_keys
  -- The one that seals; the one before it, while its texts are sealed anew; those that nothing is sealed under any more.
  add column state text not null default 'current' check (state in ('current', 'old', 'retired')),
  -- While two keys are in use, each is sealed here under the other, so that a process that has one gets the other.
  add column handover text,
  -- How a text begins that was sealed under this key; set when the key is retired.
  add column prefix text,
  add column retired_at timestamptz;
create unique index vault_keys_in_use on vault_keys (state) where state <> 'retired';

-- What signs session cookies and the like: random, sealed, the same under every root key.
create table vault_secrets (
  name text primary key,
  sealed text not null,
  created_at timestamptz not null default now()
);

-- Every column that holds sealed texts has this trigger: `rotate-keys` finds them by it. It refuses what a process that slept through
-- a rotation sealed with the old key, and asks it to run the transaction again, with the new one.
create function refuse_retired_key() returns trigger language plpgsql as $$
declare
  sealed text := to_jsonb(new) ->> tg_argv[0];
begin
  if exists (select from vault_keys where state = 'retired' and starts_with(sealed, prefix)) then
    raise exception '%.% was sealed under a retired root key', tg_table_name, tg_argv[0] using errcode = 'serialization_failure';
  end if;
  return new;
end $$;

do $$
declare
  place record;
begin
  for place in
    select * from (values
      ('credentials', 'sealed'),
      ('credential_tokens', 'sealed'),
      ('vault_secrets', 'sealed'),
      ('sign_in_providers', 'sealed_secret'),
      ('authorisations', 'sealed')
    ) as places (relation, col)
    where to_regclass(relation) is not null
  loop
    execute format(
      'create trigger %I before insert or update of %I on %I for each row execute function refuse_retired_key(%L)',
      place.relation || '_' || place.col || '_key', place.col, place.relation, place.col);
  end loop;
end $$;

-- When a credential last opened a door; null: not since this is counted.
alter table credentials add column last_used_at timestamptz;
