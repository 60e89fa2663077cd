import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { beforeEach, test } from 'node:test'
import { inspect } from 'node:util'
import { isAppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import { Secret } from '#base/redact.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { openCredential, originsOf, replaceCredential, storeCredential, type NewCredential } from './credentials.ts'
import { rootKeyFrom } from './seal.ts'

const { db } = await testDatabase()
const rootKey = rootKeyFrom(randomBytes(32))

beforeEach(() => db.query('truncate credentials cascade'))

const isUnreadable = (error: unknown) => isAppError(error, 'secret_unreadable')

async function stored(over: Partial<NewCredential> = {}): Promise<string> {
  const id = newId()
  await db.tx((tx) =>
    storeCredential(tx, rootKey, {
      id,
      name: 'Acme',
      connector: 'scim',
      method: 'bearer',
      fields: { token: new Secret('canary-token'), extra: 'canary-extra' },
      publicFields: { subdomain: 'acme' },
      hosts: ['https://api.acme.example/scim/v2', 'https://api.acme.example/other', 'http://10.0.0.1:8080/'],
      ...over,
    }),
  )
  return id
}

const open = (id: string) => openCredential(db, rootKey, id)

test('a stored credential opens with every field, its origins and its version', async () => {
  const id = await stored()
  const credential = await open(id)
  assert.equal(credential.fields['token']?.reveal(), 'canary-token')
  assert.equal(credential.fields['extra']?.reveal(), 'canary-extra')
  assert.deepEqual(credential.publicFields, { subdomain: 'acme' })
  assert.deepEqual(credential.hosts, ['http://10.0.0.1:8080', 'https://api.acme.example'])
  assert.equal(credential.version, 1)
})

test('the database holds no secret in any form, and an open credential shows none', async () => {
  const id = await stored()
  const row = await db.one<{ text: string }>('select credentials::text as text from credentials where id = $1', [id])
  for (const secret of ['canary-token', 'canary-extra']) {
    for (const encoding of ['utf8', 'hex', 'base64', 'base64url'] as const) {
      assert.ok(!row!.text.includes(Buffer.from(secret).toString(encoding).slice(0, 12)), encoding)
    }
  }
  const credential = await open(id)
  for (const shown of [
    inspect(credential, { depth: 9, showHidden: true }),
    JSON.stringify(credential),
    `${credential.fields['token']?.toString()}`,
  ]) {
    assert.doesNotMatch(shown, /canary/)
  }
})

test('a sealed text that was moved, or whose row was changed, does not open', async () => {
  const changes = [
    `hosts = '{https://evil.example}'`,
    `hosts = array_append(hosts, 'https://evil.example')`,
    `hosts = hosts[1:1]`,
    `version = version + 1`,
    `connector = 'slack'`,
    `key_id = 'other'`,
    `sealed = (select sealed from credentials other where other.id <> credentials.id limit 1)`,
    `sealed = overlay(sealed placing case when substr(sealed, length(sealed) - 4, 1) = 'A' then 'B' else 'A' end from length(sealed) - 4)`,
    `sealed = ''`,
  ]
  for (const change of changes) {
    await db.query('truncate credentials cascade')
    const id = await stored()
    await stored({ fields: { token: 'of another' } })
    await open(id)
    await db.query(`update credentials set ${change} where id = $1`, [id])
    await assert.rejects(open(id), isUnreadable, change)
  }
})

test('what does not identify a credential may change without entering it again', async () => {
  const id = await stored()
  await db.query(
    `update credentials set name = 'New name', owner_id = 'someone', public_fields = '{}', updated_at = now() where id = $1`,
    [id],
  )
  assert.equal((await open(id)).fields['token']?.reveal(), 'canary-token')
})

test('replacing takes the new fields and hosts whole, raises the version and forgets fetched tokens', async () => {
  const id = await stored()
  await db.query(`insert into credential_tokens (credential_id, sealed) values ($1, 'x')`, [id])
  const old = await db.one<{ sealed: string }>('select sealed from credentials where id = $1', [id])
  const by = {
    fields: { token: 'new' },
    publicFields: { subdomain: 'b' },
    hosts: ['https://b.example'],
    method: 'header',
  }
  await db.tx((tx) => replaceCredential(tx, rootKey, id, by))
  const credential = await open(id)
  assert.deepEqual(Object.keys(credential.fields), ['token'])
  assert.equal(credential.fields['token']?.reveal(), 'new')
  assert.deepEqual(credential.hosts, ['https://b.example'])
  assert.deepEqual([credential.version, credential.method], [2, 'header'])
  assert.equal((await db.query('select 1 as one from credential_tokens')).length, 0)

  // The text of the first version does not come back to life.
  await db.query('update credentials set sealed = $2 where id = $1', [id, old!.sealed])
  await assert.rejects(open(id), isUnreadable)
})

test('a credential that is not there is not found', async () => {
  await assert.rejects(open(newId()), (error) => isAppError(error, 'not_found'))
  const by = { fields: {}, publicFields: {}, hosts: [] }
  await assert.rejects(
    db.tx((tx) => replaceCredential(tx, rootKey, newId(), by)),
    (error) => isAppError(error, 'not_found'),
  )
})

test('another root key opens no credential', async () => {
  const id = await stored()
  await assert.rejects(openCredential(db, rootKeyFrom(randomBytes(32)), id), isUnreadable)
  const other = rootKeyFrom(randomBytes(32))
  await db.query('update credentials set key_id = $2 where id = $1', [id, other.id])
  await assert.rejects(openCredential(db, other, id), isUnreadable)
})

test('hosts are origins: scheme and port count, path and case do not', () => {
  assert.deepEqual(
    originsOf(['https://B.example/x', 'https://a.example:443', 'https://b.example/y', 'http://b.example']),
    ['http://b.example', 'https://a.example', 'https://b.example'],
  )
  for (const url of ['ftp://a.example', 'https://u:p@a.example', 'a.example', '']) {
    assert.throws(
      () => originsOf([url]),
      (error) => isAppError(error, 'egress_url_invalid'),
      url,
    )
  }
})
