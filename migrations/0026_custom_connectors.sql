-- Connectors that are data: made in the builder, each change a version of its own, so that it can be told what a sync read by.
create sequence custom_connector_revision;

create table custom_connectors (
  id text primary key check (id ~ '^custom-[a-z0-9][a-z0-9-]{0,54}$'),
  name text not null,
  version integer not null,
  definition jsonb not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null,
  -- Moves with every write: by the count of rows and the newest one, every process sees that something changed.
  revision bigint not null default nextval('custom_connector_revision')
);
create unique index custom_connectors_name on custom_connectors (lower(name));

create table custom_connector_versions (
  connector_id text not null references custom_connectors on delete cascade,
  version integer not null,
  definition jsonb not null,
  saved_by text not null,
  saved_at timestamptz not null,
  primary key (connector_id, version)
);
