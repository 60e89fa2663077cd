-- The list of activity is read newest day first, of all connections or of some; without this a month would be sorted for each page.
create index activity_order on activity (day desc, account_id desc, grade desc, app_external_id desc);
