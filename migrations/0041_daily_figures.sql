-- How large everything was on each day, so that a page can show where it goes. The newest look of a day (UTC) stands.
create table daily_figures (
  day date primary key,
  people int not null,
  active_people int not null,
  accounts int not null,
  active_accounts int not null,
  -- Active accounts of people who left.
  left_open int not null,
  -- Of licences whose vendor tells how many seats were bought; null: none does.
  seats int,
  used_seats int,
  noted_at timestamptz not null
);
