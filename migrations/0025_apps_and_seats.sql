-- What a sign-on service assigns is an app, not a licence of the service; and licences may tell how many seats were bought.
alter table entitlements drop constraint entitlements_kind_check;
alter table entitlements
  add constraint entitlements_kind_check check (kind in ('group', 'role', 'licence', 'app')),
  -- Null: the vendor does not tell.
  add column seats int check (seats >= 0),
  -- Of an app: its site, or the address that opens it.
  add column url text;
