-- The auth library's tables; it makes them itself.
create schema auth;

-- Tries at passwords and at the set-up code, so that guessing is slowed down whichever process is asked (S5). Those that
-- turned out right are taken back at once, the others go after a quarter of an hour.
create table sign_in_tries (
  id bigint generated always as identity primary key,
  -- `account:<e-mail>` or `address:<ip>`.
  key text not null,
  at timestamptz not null
);
create index sign_in_tries_key on sign_in_tries (key);
create index sign_in_tries_at on sign_in_tries (at);
