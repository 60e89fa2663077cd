-- Grants that can be taken back wherever they stand, codes that count once, and what a connection's account and pause say of themselves.

-- Base URLs by host name at which the grant was got: it is revoked there, also when no connection uses it (S20).
alter table credential_tokens add column hosts jsonb;

-- A credential that no connection used is told of to its vendor as well before it goes.
alter table revocations alter column connection_id drop not null;

-- One-time codes of authenticator apps that were accepted, as digests, for as long as each could be accepted once more (RFC 6238 §5.2).
create table used_codes (
  user_id text not null,
  code_hash bytea not null,
  used_at timestamptz not null,
  primary key (user_id, code_hash)
);
create index used_codes_at on used_codes (used_at);

alter table connections
  -- By what a person knows the vendor account again, such as acme.slack.com.
  add column vendor_tenant_domain text,
  add column paused_at timestamptz,
  -- Null: a person did. `hold`: nobody answered a run that waited for a decision (reliability §3.1).
  add column pause_reason text check (pause_reason in ('hold'));
