-- Some services tell the name of an app that was opened, and have no list of such apps.
alter table activity add column app_name text;
alter table sync_activity_changes add column app_name text;
