-- The apps that a sign-on service reports become apps of the catalogue, and a person says what the organisation thinks of each.
alter table apps
  -- Made because a sign-on service named it and nothing here knew it; out of sight again when nobody reports it any more.
  add column is_sighted boolean not null default false,
  -- Null: nobody has said. An app that is connected counts as managed then, any other one as to be reviewed.
  add column authorisation text check (authorisation in ('managed', 'unmanaged', 'restricted', 'needs_review')),
  -- The app that took its place; it is in no list then, and what is reported under its name goes there.
  add column merged_into text references apps;

create index apps_name on apps (lower(name), id) where merged_into is null;

-- Which app is meant by each app that a sign-on service lists (F11). By the vendor's id and not by our entitlement, so that what a person
-- chose survives a sync that is undone and a connection that is removed and restored.
create table app_sightings (
  connection_id uuid not null references connections on delete cascade,
  external_id text not null,
  app_id text not null references apps,
  -- How it was recognised: by the site, by the name, by neither (an app of its own was made), or a person chose.
  basis text not null check (basis in ('site', 'name', 'new', 'chosen')),
  -- Active accounts of the sign-on service that have it; counted anew by each sync.
  holders int not null default 0,
  -- Whether the service lists it now.
  standing boolean not null default true,
  primary key (connection_id, external_id)
);
create index app_sightings_app on app_sightings (app_id);

-- What was merged or mapped to another app, so that it can be taken back row by row.
create table app_moves (
  id uuid primary key,
  from_app text not null references apps,
  into_app text not null references apps,
  -- True: the app as a whole, with its connections; false: one report of a sign-on service.
  is_merge boolean not null,
  -- The reports that moved, each with the basis it had: [{connectionId, externalId, basis}].
  sightings jsonb not null,
  connections uuid[] not null,
  actor_name text not null,
  moved_at timestamptz not null,
  undone_at timestamptz
);
create index app_moves_into on app_moves (into_app, moved_at desc) where undone_at is null;
