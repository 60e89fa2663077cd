import { createHash, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { AppError } from '#base/errors.ts'

/** The key that wraps the key of every sealed text. Its bytes show in no output of the object. */
export type RootKey = {
  /** Tells which key sealed a text, without telling anything about the key. */
  id: string
  key: KeyObject
}

export const KEY_BYTES = 32

/** @param bytes 32 random bytes. */
export function rootKeyFrom(bytes: Uint8Array): RootKey {
  const id = Buffer.from(hkdfSync('sha256', bytes, '', 'rollcall root key id', 8)).toString('hex')
  return { id, key: createSecretKey(bytes) }
}

/**
 * What a sealed text belongs to, from the coarse to the fine: `['credential', id, …]`. It is authenticated together with
 * the text, so that a text opens nowhere but where it was sealed (S18, S18b).
 */
export type SealContext = readonly (string | number | readonly string[])[]

function digestOf(context: SealContext): string {
  return createHash('sha256').update(JSON.stringify(context)).digest('base64url')
}

/**
 * Encrypts with AES-256-GCM under a random key of its own, which the root key wraps. The result is a compact JWE (RFC
 * 7516), one line of text; its header, which names the root key and the context, is the associated data.
 */
export async function seal(rootKey: RootKey, context: SealContext, plaintext: string): Promise<string> {
  return new CompactEncrypt(Buffer.from(plaintext))
    .setProtectedHeader({ alg: 'A256GCMKW', enc: 'A256GCM', kid: rootKey.id, ctx: digestOf(context) })
    .encrypt(rootKey.key)
}

/** base64url leaves bits unused at the end of a text; they must be zero, or a flipped one would go unnoticed. */
function isCanonical(sealed: string): boolean {
  return sealed.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part)
}

/**
 * @throws `secret_unreadable` for anything but exactly what `seal` made of the same key and context.
 */
export async function open(rootKey: RootKey, context: SealContext, sealed: string): Promise<string> {
  const unreadable = (why: string) => new AppError('secret_unreadable', { detail: { why, keyId: rootKey.id } })
  if (!isCanonical(sealed)) throw unreadable('altered')
  const algorithms = { keyManagementAlgorithms: ['A256GCMKW'], contentEncryptionAlgorithms: ['A256GCM'] }
  let opened
  try {
    opened = await compactDecrypt(sealed, rootKey.key, algorithms)
  } catch {
    throw unreadable('altered or of another key')
  }
  if (opened.protectedHeader.kid !== rootKey.id) throw unreadable('of another key')
  if (opened.protectedHeader['ctx'] !== digestOf(context)) throw unreadable('of another place')
  return Buffer.from(opened.plaintext).toString()
}
