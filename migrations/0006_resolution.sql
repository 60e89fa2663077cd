-- Set-based helpers of the merge.

-- Folds jsonb objects into one; of two values for a key the later wins. Used with an ORDER BY: lowest precedence first.
create aggregate jsonb_merge(jsonb) (sfunc = jsonb_concat, stype = jsonb, initcond = '{}');

-- The entries of `a` that `b` lacks or has with another value.
create function jsonb_differing(a jsonb, b jsonb) returns jsonb language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(a) where value is distinct from b -> key
$$;

-- How far a status is from working; a rise is a deactivation, a fall to active or invited a reactivation.
create function status_rank(status text) returns int language sql immutable parallel safe as $$
  select case status when 'inactive' then 2 when 'suspended' then 1 else 0 end
$$;

-- Grants and entitlements that a sync added or took away, so that it can be undone whole.
create table sync_grant_changes (
  sync_id uuid not null,
  account_id uuid not null,
  entitlement_id uuid not null,
  action text not null check (action in ('add', 'remove')),
  since timestamptz not null
);
create index sync_grant_changes_sync on sync_grant_changes (sync_id);

create table sync_entitlement_changes (
  sync_id uuid not null references syncs on delete cascade,
  entitlement_id uuid not null,
  action text not null check (action in ('create', 'update', 'missing', 'returned')),
  before jsonb
);
create index sync_entitlement_changes_sync on sync_entitlement_changes (sync_id);

create or replace function forget_syncs() returns trigger language plpgsql as $$ begin
  delete from sync_changes where sync_id in (select id from gone);
  delete from sync_grant_changes where sync_id in (select id from gone);
  return null;
end $$;
