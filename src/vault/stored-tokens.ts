import { Secret } from '#base/redact.ts'
import type { OpenCredential } from './credentials.ts'
import { open, seal, type RootKey, type SealContext } from './seal.ts'

/** What a row of `credential_tokens` keeps sealed. */
export type StoredTokens = {
  access: Secret
  /** Null for tokens without one: those are used until the vendor refuses them. */
  refresh: Secret | null
}

type Owner = Pick<OpenCredential, 'id' | 'version'>

/** @param version the row's. */
export function tokenContext(credential: Owner, version: number): SealContext {
  return ['token', credential.id, credential.version, version]
}

/** An access token that can be had again with the credential alone. */
export function sealToken(rootKey: RootKey, credential: Owner, version: number, access: Secret): Promise<string> {
  return seal(rootKey, tokenContext(credential, version), access.reveal())
}

/** The tokens of a grant (`granted_at` is set), in one text, so that they cannot be saved one without the other. */
export function sealGrant(
  rootKey: RootKey,
  credential: Owner,
  version: number,
  access: Secret,
  refresh: Secret | null,
): Promise<string> {
  const plain = JSON.stringify([access.reveal(), refresh?.reveal() ?? null])
  return seal(rootKey, tokenContext(credential, version), plain)
}

/** @throws `secret_unreadable` */
export async function readTokens(
  rootKey: RootKey,
  credential: Owner,
  version: number,
  sealed: string,
  isGrant: boolean,
): Promise<StoredTokens> {
  const plain = await open(rootKey, tokenContext(credential, version), sealed)
  if (!isGrant) return { access: new Secret(plain), refresh: null }
  const [access, refresh] = JSON.parse(plain) as [string, string | null]
  return { access: new Secret(access), refresh: refresh === null ? null : new Secret(refresh) }
}
