-- Sealed mails take part in a rotation of the root key, as every sealed column does (0018).
create trigger outbox_sealed_key before insert or update of sealed on outbox
  for each row execute function refuse_retired_key('sealed');
