-- The catalogue: well-known apps are listed before anything reads them, so that one can be found, recognised and connected.
alter table apps
  add column site text,
  -- Put there by the catalogue; lists of what is in use leave it out until something reads it.
  add column is_catalogue boolean not null default false;

create index apps_category on apps (category, lower(name), id);
