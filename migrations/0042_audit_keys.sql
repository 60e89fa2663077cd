-- What names somebody in the audit log is sealed under a key of their own. When they are erased the key goes, and with it what
-- was said of them; the log, its chain and what was done stay (crypto-shredding, reliability §3.9).
create table audit_keys (
  -- `person:<id>` or `user:<id>`.
  subject text primary key,
  key bytea not null,
  -- Of a user: by what the log is searched for what they did.
  name text,
  created_at timestamptz not null default now()
);
