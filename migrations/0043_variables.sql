-- Values that several connections need, such as a subdomain: named once and written as {{Name}} into forms (F28). Never a secret.
create table variables (
  name text primary key check (name ~ '^[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$' and length(name) <= 63),
  value text not null check (length(value) between 1 and 500),
  updated_at timestamptz not null
);
