import { hkdfSync, randomBytes } from 'node:crypto'
import { assert } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import { KEY_BYTES, open, seal, type RootKey } from './seal.ts'

/** What Rollcall signs with: session cookies, the audit log's heads; and what it seals with: secrets of sign-in providers. */
export type OwnSecretName = 'session cookies' | 'audit heads' | 'sign-in providers'

/**
 * A secret of Rollcall's own: 32 random bytes, sealed in the table `vault_secrets`, made when it is first asked for. The
 * same in every process, and the same after the root key was rotated: nobody is signed out by that.
 *
 * @throws `secret_unreadable`
 */
export async function ownSecret(db: Db, rootKey: RootKey, name: OwnSecretName): Promise<Buffer> {
  const context = ['own secret', name]
  const stored = () => db.one<{ sealed: string }>('select sealed from vault_secrets where name = $1', [name])
  let row = await stored()
  if (!row) {
    const sealed = await seal(rootKey, context, (await firstValue(rootKey, name)).toString('base64'))
    await db.query('insert into vault_secrets (name, sealed) values ($1, $2) on conflict do nothing', [name, sealed])
    row = await stored()
    assert(row, 'a secret of our own is there once it was made')
  }
  return Buffer.from(await open(rootKey, context, row.sealed), 'base64')
}

async function firstValue(rootKey: RootKey, name: OwnSecretName): Promise<Buffer> {
  if (name !== 'session cookies') return randomBytes(KEY_BYTES)
  // Until there was this table cookies were signed with this; taken over, so that the upgrade signs nobody out.
  const { key } = await rootKey.current()
  return Buffer.from(hkdfSync('sha256', key, '', 'rollcall session cookies', KEY_BYTES))
}
