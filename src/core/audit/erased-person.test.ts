import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { before, test } from 'node:test'
import { newId } from '#base/ids.ts'
import { silentLog } from '#base/log.ts'
import { testDatabase } from '#test/helpers/database.ts'
import { createPerson } from '../people/create-person.ts'
import { deletePerson } from '../people/delete-person.ts'
import { editPerson } from '../people/edit-person.ts'
import { openUsers } from '../users/better-auth-users.ts'
import { deleteUser } from '../users/manage-user.ts'
import { rightsOfRole } from '../users/roles.store.ts'
import { CLI_ACTOR, type Actor } from './actor.ts'
import { signHead } from './audit-heads.ts'
import { destroyKeysOfGone, ERASED } from './audit-keys.ts'
import { exportAuditEvents } from './export-audit-events.ts'
import { listAuditEvents } from './list-audit-events.ts'
import { recordAudit } from './record-audit.ts'
import { verifyAudit } from './verify-audit.ts'

const { db, url } = await testDatabase({ sealedAudit: true })
const secret = randomBytes(32)

before(async () => {
  const options = { secret: 'a test secret of at least thirty-two characters', publicUrl: 'http://127.0.0.1:4400' }
  const users = openUsers({ databaseUrl: url, log: silentLog, ...options })
  await users.migrate()
  await users.close()
})

const list = async (filter: object = {}) => (await listAuditEvents(db, { limit: 100, ...filter })).items
async function exported(format: 'csv' | 'json'): Promise<string> {
  const to = new PassThrough()
  const [all] = await Promise.all([text(to), exportAuditEvents(db, { format, to }).then(() => to.end())])
  return all
}
/** The tables of the log as anybody sees them who can read the database. */
async function stored(): Promise<string> {
  const rows = await db.query<{ row: string }>(
    'select e::text as row from audit_events e union all select c::text from audit_chain c union all select k.subject from audit_keys k',
  )
  return rows.map(({ row }) => row).join('\n')
}
const isWhole = async () => (await verifyAudit(db, secret, [])).problem === undefined

test('§3.9: what names a person is readable until they are erased, then by nobody, and the chain still verifies', async () => {
  const erased = await createPerson(db, CLI_ACTOR, { displayName: 'Grace Canaryhopper', email: 'grace@canary.example' })
  await editPerson(db, CLI_ACTOR, erased, { displayName: 'Admiral Canaryhopper' })
  const other = await createPerson(db, CLI_ACTOR, { displayName: 'Alan' })
  await editPerson(db, CLI_ACTOR, other, { displayName: 'Alan Canaryturing' })
  const head = await signHead(db, secret, new Date())
  const about = (id: string) => list({ targetKind: 'person', targetId: id })
  assert.match(
    JSON.stringify(await about(erased)),
    /Grace Canaryhopper.*Admiral Canaryhopper|Admiral Canaryhopper.*Grace Canaryhopper/,
  )
  assert.match(await exported('csv'), /Canaryhopper/)
  assert.match(await exported('json'), /Canaryhopper/)
  assert.doesNotMatch(await stored(), /Canary/i, 'what is stored names nobody')

  await deletePerson(db, CLI_ACTOR, erased)
  const left = await about(erased)
  assert.deepEqual(left.map(({ action }) => action), ['person.delete', 'person.edit', 'person.create']) // prettier-ignore
  for (const { actor, targetId, at, detail } of left) {
    assert.deepEqual(detail, { erased: ERASED })
    assert.deepEqual(
      [actor.name, targetId, at instanceof Date],
      [CLI_ACTOR.name, erased, true],
      'who did what, and when, stays',
    )
  }
  for (const all of [await exported('csv'), await exported('json'), await stored()]) {
    assert.doesNotMatch(all, /Canaryhopper|grace@canary/i)
  }
  assert.match(JSON.stringify(await about(other)), /Alan Canaryturing/, 'nobody else is forgotten')
  assert.equal((await verifyAudit(db, secret, [head!])).problem, undefined)
})

test('§3.9: a deleted user’s name goes from what they did and from what was done to them', async () => {
  const add = (id: string, name: string) =>
    db.query(
      `insert into auth."user" (id, name, email, "emailVerified", role, "createdAt", "updatedAt") values ($1, $2, $1 || '@canary.example', true, 'admin', now(), now())`,
      [id, name],
    )
  await add('ada', 'Ada Canarylace')
  await add('boss', 'Boss')
  const ada: Actor = { kind: 'user', id: 'ada', name: 'Ada Canarylace', role: 'admin' }
  const boss: Actor = { kind: 'user', id: 'boss', name: 'Boss', role: 'owner' }
  await db.tx((tx) =>
    recordAudit(tx, ada, { action: 'thing.make', target: { kind: 'thing', id: '1' }, detail: { size: 3 } }),
  )
  await db.tx((tx) =>
    recordAudit(tx, boss, {
      action: 'user.edit',
      target: { kind: 'user', id: 'ada' },
      detail: { email: 'ada@canary.example' },
    }),
  )
  const made = () => list({ action: 'thing.make' })
  assert.equal((await made())[0]!.actor.name, 'Ada Canarylace')
  assert.equal((await list({ actor: 'canaryLACE' })).length, 1, 'found by a part of the name')
  assert.doesNotMatch(await stored(), /Canarylace|ada@canary/i)

  await deleteUser({ db, actor: boss, rights: await rightsOfRole(db, 'owner') }, 'ada')
  const [event] = await made()
  assert.deepEqual([event!.actor, event!.detail], [{ kind: 'user', id: 'ada', name: ERASED }, { size: 3 }])
  for (const { actor, detail } of await list({ targetKind: 'user', targetId: 'ada' })) {
    assert.deepEqual([actor.name, detail], ['Boss', { erased: ERASED }])
  }
  assert.equal((await list({ actor: 'canarylace' })).length, 0)
  assert.doesNotMatch(await exported('csv'), /Canarylace|ada@canary/i)
  assert.ok(await isWhole())
})

test('§3.9: people who are gone with their connection are forgotten with it, not while it can come back', async () => {
  const [standing, hidden, gone] = [await createPerson(db, CLI_ACTOR, { displayName: 'S' }), newId(), newId()]
  const record = (id: string) =>
    db.tx((tx) =>
      recordAudit(tx, CLI_ACTOR, { action: 'person.edit', target: { kind: 'person', id }, detail: { name: id } }),
    )
  await record(hidden)
  await record(gone)
  await db.query(`insert into removed_rows (connection_id, kind, content) values ($1, 'person', $2)`, [
    newId(),
    JSON.stringify({ id: hidden }),
  ])
  assert.equal(await destroyKeysOfGone(db), 1)
  const nameOf = async (id: string) => (await list({ targetKind: 'person', targetId: id }))[0]!.detail['name']
  assert.deepEqual([await nameOf(hidden), await nameOf(gone)], [hidden, undefined])
  assert.notDeepEqual((await list({ targetId: standing }))[0]!.detail, { erased: ERASED })
  assert.ok(await isWhole())
})

test('a text that was sealed for somebody else, or changed, is not taken for what was said of them', async () => {
  const [one, two] = [newId(), newId()]
  for (const id of [one, two]) {
    await db.tx((tx) =>
      recordAudit(tx, CLI_ACTOR, { action: 'person.edit', target: { kind: 'person', id }, detail: { name: id } }),
    )
  }
  await db.query('update audit_keys a set key = b.key from audit_keys b where a.subject = $1 and b.subject = $2', [
    `person:${one}`,
    `person:${two}`,
  ])
  assert.deepEqual((await list({ targetId: one }))[0]!.detail, { erased: ERASED })
  assert.deepEqual((await list({ targetId: two }))[0]!.detail, { name: two })
})
