-- Tries are counted by the digest of what was tried, so those under the plain words count no more; they live for a quarter of an hour.
delete from sign_in_tries;
comment on column sign_in_tries.key is 'SHA-256 of account:<e-mail>, address:<ip> and the like, base64url';
