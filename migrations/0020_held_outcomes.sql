-- How each list of a sync ended, kept while the sync is held: approving it takes away groups and holdings too, and only
-- a list that was read to its end may say that something is gone.
alter table syncs add column outcomes jsonb;
