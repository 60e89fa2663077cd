-- A mail about a connection names it and the people of it, so it goes when the connection is erased (F39).
alter table outbox add column connection_id uuid references connections on delete cascade;
create index outbox_connection on outbox (connection_id) where connection_id is not null;

-- Those of notices say in their key which notice they are of.
update outbox m set connection_id = n.connection_id from notices n where m.dedupe_key like 'notice:' || n.id || ':%';
