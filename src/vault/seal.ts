import { createHash, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { AppError } from '#base/errors.ts'

/** One root key: it wraps the key of every sealed text. Its bytes show in no output of the object. */
export type RootKeyVersion = {
  /** Tells which key sealed a text, without telling anything about the key. */
  id: string
  key: KeyObject
}

/**
 * The root key as it is used. While it is being rotated there are two versions: the newest seals, either opens. Never
 * keep what `current` gave: the next text may be sealed with another one.
 */
export type RootKey = {
  current(): Promise<RootKeyVersion>
  /** Undefined for a key that this vault does not have, or has no more. */
  find(id: string): Promise<RootKeyVersion | undefined>
}

export const KEY_BYTES = 32

/** @param bytes 32 random bytes. */
export function keyVersionFrom(bytes: Uint8Array): RootKeyVersion {
  const id = Buffer.from(hkdfSync('sha256', bytes, '', 'rollcall root key id', 8)).toString('hex')
  return { id, key: createSecretKey(bytes) }
}

/** A root key of one version, for where there is no vault: tests and tools. */
export function rootKeyFrom(bytes: Uint8Array): RootKey & RootKeyVersion {
  const version = keyVersionFrom(bytes)
  return { ...version, current: async () => version, find: async (id) => (id === version.id ? version : undefined) }
}

/**
 * What a sealed text belongs to, from the coarse to the fine: `['credential', id, …]`. It is authenticated together with
 * the text, so that a text opens nowhere but where it was sealed (S18, S18b).
 */
export type SealContext = readonly (string | number | readonly string[])[]

function digestOf(context: SealContext): string {
  return createHash('sha256').update(JSON.stringify(context)).digest('base64url')
}

const ALGORITHMS = { alg: 'A256GCMKW', enc: 'A256GCM' } as const

/**
 * Encrypts with AES-256-GCM under a random key of its own, which the root key wraps. The result is a compact JWE (RFC
 * 7516), one line of text; its header, which names the root key and the context, is the associated data.
 */
export async function seal(rootKey: RootKey, context: SealContext, plaintext: string): Promise<string> {
  return encrypt(await rootKey.current(), digestOf(context), Buffer.from(plaintext))
}

function encrypt(version: RootKeyVersion, ctx: string, plaintext: Uint8Array): Promise<string> {
  return new CompactEncrypt(plaintext).setProtectedHeader({ ...ALGORITHMS, kid: version.id, ctx }).encrypt(version.key)
}

/** How every text begins that was sealed under a root key: the same bytes of the header, which no other key has. */
export function sealedPrefix(keyId: string): string {
  const header = JSON.stringify({ ...ALGORITHMS, kid: keyId, ctx: '' })
  // Up to the context, and a multiple of three bytes, so that what follows does not change the last character.
  const end = header.length - 2
  return Buffer.from(header.slice(0, end - (end % 3))).toString('base64url')
}

/** Which root key a text says it was sealed under; undefined when it is no sealed text. Proves nothing. */
export function keyIdOf(sealed: string): string | undefined {
  try {
    const header = JSON.parse(Buffer.from(sealed.split('.')[0]!, 'base64url').toString()) as { kid?: unknown }
    return typeof header.kid === 'string' ? header.kid : undefined
  } catch {
    return undefined
  }
}

/** base64url leaves bits unused at the end of a text; they must be zero, or a flipped one would go unnoticed. */
function isCanonical(sealed: string): boolean {
  return sealed.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
}

/** Throws `secret_unreadable` for anything that was not sealed under this key. */
async function decrypt(version: RootKeyVersion, sealed: string): Promise<{ ctx: unknown; plaintext: Uint8Array }> {
  const unreadable = (why: string) => new AppError('secret_unreadable', { detail: { why, keyId: version.id } })
  if (!isCanonical(sealed)) throw unreadable('altered')
  const algorithms = { keyManagementAlgorithms: [ALGORITHMS.alg], contentEncryptionAlgorithms: [ALGORITHMS.enc] }
  try {
    const { protectedHeader, plaintext } = await compactDecrypt(sealed, version.key, algorithms)
    return { ctx: protectedHeader['ctx'], plaintext }
  } catch {
    throw unreadable('altered or of another key')
  }
}

/**
 * @throws `secret_unreadable` for anything but exactly what `seal` made of the same key and context.
 */
export async function open(rootKey: RootKey, context: SealContext, sealed: string): Promise<string> {
  const keyId = keyIdOf(sealed)
  const version = keyId === undefined ? undefined : await rootKey.find(keyId)
  if (!version) throw new AppError('secret_unreadable', { detail: { why: 'of another key', keyId } })
  const { ctx, plaintext } = await decrypt(version, sealed)
  if (ctx !== digestOf(context)) {
    throw new AppError('secret_unreadable', { detail: { why: 'of another place', keyId } })
  }
  return Buffer.from(plaintext).toString()
}

/**
 * The same text sealed under another root key, with a new key of its own. It still opens only where it was sealed: what
 * it belongs to is taken over from the header, which the old key has authenticated.
 *
 * @throws `secret_unreadable`
 */
export async function reseal(from: RootKeyVersion, to: RootKeyVersion, sealed: string): Promise<string> {
  const { ctx, plaintext } = await decrypt(from, sealed)
  if (typeof ctx !== 'string') throw new AppError('secret_unreadable', { detail: { why: 'altered', keyId: from.id } })
  return encrypt(to, ctx, plaintext)
}
