-- Lists of apps and connections show how many accounts there are. Counting a million rows for each page is too slow, so
-- whoever changes accounts counts the connection anew in the same transaction (`recountAccounts`).
alter table connections
  add column account_count int not null default 0,
  add column active_account_count int not null default 0;

create index connections_app on connections (app_id);
