import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Db, Tx } from '#db/pool.ts'

/** Whose key: a person of the directory, or a user of Rollcall. */
export type Subject = `${'person' | 'user'}:${string}`

/** What stands in the place of what was said of somebody who is erased. */
export const ERASED = 'erased person'

/** How a text begins that is sealed under somebody's key; nobody else's text begins so. */
const PREFIX = '\u{1}sealed:'

const IV_BYTES = 12
const TAG_BYTES = 16

/** Seals a text under a key of `audit_keys` (AES-256-GCM); it fits no other subject. */
export function sealFor(subject: Subject, key: Uint8Array, text: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(subject))
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return PREFIX + sealed.toString('base64url')
}

/** Undefined when the key is gone, or is not the one that it was sealed under. What is not sealed is given back as it is. */
export function openFor(subject: Subject, key: Uint8Array | null, text: string): string | undefined {
  if (!text.startsWith(PREFIX)) return text
  if (key === null) return undefined
  const sealed = Buffer.from(text.slice(PREFIX.length), 'base64url')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES)).setAAD(Buffer.from(subject))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    return decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return undefined
  }
}

/** The subject's key, made when it is first asked for. */
export async function keyOf(tx: Tx, subject: Subject, name: string | null = null): Promise<Buffer> {
  const read = () =>
    tx.one<{ key: Buffer; name: string | null }>('select key, name from audit_keys where subject = $1', [subject])
  let row = await read()
  if (!row) {
    await tx.query('insert into audit_keys (subject, key, name) values ($1, $2, $3) on conflict do nothing', [
      subject,
      randomBytes(32),
      name,
    ])
    row = (await read())!
  }
  if (name !== null && row.name !== name) {
    await tx.query('update audit_keys set name = $2 where subject = $1', [subject, name])
  }
  return row.key
}

/** Destroys a key: whatever was sealed under it cannot be read any more, by anybody. */
export async function destroyKey(tx: Tx, subject: Subject): Promise<void> {
  await tx.query('delete from audit_keys where subject = $1', [subject])
}

/** Destroys the keys of all people who are in the directory no more, nor among what can still be restored. Returns how many. */
export function destroyKeysOfGone(db: Db): Promise<number> {
  return db.execute(
    `delete from audit_keys k where k.subject like 'person:%'
       and not exists (select from people p where p.id::text = substr(k.subject, 8))
       and not exists (select from removed_rows r where r.kind = 'person' and r.content ->> 'id' = substr(k.subject, 8))`,
  )
}
