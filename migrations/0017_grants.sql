-- What an OAuth authorisation gave. Refresh and access token are sealed together, so that one statement saves both (V16).
alter table credential_tokens
  -- Null for tokens that are fetched with the credential alone; else `sealed` holds both tokens.
  add column granted_at timestamptz,
  -- The vendor said that the grant is over: only another authorisation helps, so it is not asked again (V17).
  add column lost_at timestamptz;
