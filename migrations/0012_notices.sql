-- Outgoing mail, and what people are told: one notice per cause, by page and by mail.

-- A mail is written down in the transaction that causes it, so that it goes out exactly when that is committed.
create table outbox (
  id uuid primary key,
  -- What it is about: 'notice', 'user.invite' …
  kind text not null,
  to_name text,
  to_email text not null,
  subject text not null,
  -- The text and the HTML, sealed: they may carry links that open something. Gone once the mail is delivered.
  sealed text,
  -- A second mail with the same key is not written.
  dedupe_key text unique,
  state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed')),
  -- Raised by every try; what a process writes down names it, so that one that was frozen writes nothing.
  tries int not null default 0,
  next_try_at timestamptz not null,
  -- Whoever tries has until then; after it another process may.
  lease_until timestamptz,
  -- Why the last try did not deliver it: a code of ours, and what the mail server said.
  error_code text,
  error_text text,
  queued_at timestamptz not null,
  sent_at timestamptz
);
create index outbox_due on outbox (next_try_at) where state in ('waiting', 'sending');
create index outbox_queued on outbox (queued_at);

-- What people should know or do. One is open per cause at a time.
create table notices (
  id uuid primary key,
  -- Names what it is about, for instance `connection:<id>:lost`.
  cause text not null,
  kind text not null,
  severity text not null check (severity in ('info', 'warning', 'error')),
  connection_id uuid references connections on delete cascade,
  title text not null,
  body text not null,
  what_to_do text not null,
  -- A path in Rollcall.
  link text,
  opened_at timestamptz not null,
  updated_at timestamptz not null,
  -- How often it was reported while it was open.
  times int not null default 1,
  closed_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  -- How many mails' worth of reminders went out, and when the next is due; null: no more.
  reminders int not null default 0,
  next_reminder_at timestamptz
);
create unique index notices_open on notices (cause) where closed_at is null;
create index notices_opened on notices (opened_at desc, id desc);
create index notices_connection on notices (connection_id);
create index notices_reminder on notices (next_reminder_at) where closed_at is null;
