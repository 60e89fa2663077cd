import { newId } from '#base/ids.ts'
import { recoverOwner } from '#core/users/recover-owner.ts'
import { testApi, type Answer, type Json } from '#test/helpers/api.ts'
import { PASSWORD, people, shown, tokenIn } from '#test/helpers/people.ts'
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'

const api = await testApi()
const { ask, db, mails, clock, publicUrl } = api
const { browser, person, withTotp } = people(api)

beforeEach(() => db.query('delete from sign_in_tries'))

test('from the invitation to signed in; the link is good once, and looking at it changes nothing', async () => {
  const admin = await person('admin', 'Ada')
  const email = `grace-${newId()}@example.com`
  const made = await admin.call('POST', '/user-invitations', { email, name: 'Grace', role: 'operator' })
  assert.equal(made.status, 201)
  const mail = mails.at(-1)!
  assert.equal(mail.to.email, email)
  assert.ok(mail.text.includes(`${publicUrl}/welcome#`) && mail.text.includes('Ada'))
  const token = tokenIn(mail.text)
  const stored = await db.query<{ row: string }>('select user_links::text as row from user_links')
  assert.ok(!stored.some(({ row }) => row.includes(token)), 'only its digest is stored')
  assert.deepEqual(shown(await admin.call('POST', '/user-invitations', { email, name: 'G', role: 'viewer' })), [
    409,
    'user_exists',
  ])

  const grace = browser()
  for (let n = 0; n < 2; n++) {
    const facts = await grace.call('POST', '/session/links/read', { token })
    assert.deepEqual(
      [facts.body.kind, facts.body.email, facts.body.roleName, facts.body.invitedBy],
      ['invite', email, 'Operator', 'Ada'],
    )
  }
  const [first, second] = await Promise.all([
    grace.call('POST', '/session/links/accept', { token, password: PASSWORD }),
    browser().call('POST', '/session/links/accept', { token, password: PASSWORD }),
  ])
  assert.equal([first, second].filter(({ status }) => status === 200).length, 1)
  assert.equal(
    (await browser().call('POST', '/session/links/accept', { token, password: PASSWORD })).body.code,
    'link_invalid',
  )
  const one = browser()
  assert.equal((await one.call('POST', '/session', { email, password: PASSWORD })).body.user.role, 'operator')
})

test('an invitation dies with a new one, when it is withdrawn, after 72 hours, and when its sender may no longer give it', async () => {
  const admin = await person('admin')
  const invite = async () => {
    const email = `new-${newId()}@example.com`
    const { body } = await admin.call('POST', '/user-invitations', { email, name: 'New', role: 'admin' })
    return { id: body.id as string, token: tokenIn(mails.at(-1)!.text) }
  }
  const state = async (token: string) =>
    (await browser().call('POST', '/session/links/accept', { token, password: PASSWORD })).status
  const resent = await invite()
  assert.equal((await admin.call('POST', `/user-invitations/${resent.id}/resend`)).status, 201)
  assert.equal(await state(resent.token), 410)
  const withdrawn = await invite()
  assert.equal((await admin.call('DELETE', `/user-invitations/${withdrawn.id}`)).status, 204)
  assert.equal(await state(withdrawn.token), 410)
  const late = await invite()
  await db.query(`update user_links set expires_at = now() where id = $1`, [late.id])
  assert.equal(await state(late.token), 410)
  const orphan = await invite()
  await db.query(`update auth."user" set role = 'operator' where id = $1`, [admin.id])
  assert.equal(await state(orphan.token), 410)
})

test('ten thousand guesses at a link are not judged: ten are', async () => {
  let last: Answer | undefined
  for (let n = 0; n < 11; n++) last = await browser().call('POST', '/session/links/read', { token: newId() })
  assert.equal(last?.status, 429)
})

test('a changed role, a disabled and a deleted user: every session and token dead from the next request on', async () => {
  const owner = await person('owner')
  for (const [method, path, body] of [
    ['PATCH', '', { role: 'viewer' }],
    ['POST', '/disable', undefined],
    ['DELETE', '', undefined],
  ] as const) {
    const one = await person('admin')
    const token = (await one.call('POST', '/api-tokens', { name: 't', rights: 'all' })).body.token as string
    const byToken = async (verb: string, at: string) =>
      (await ask(verb, `/api/v1${at}`, { as: 'nobody', headers: { authorization: `Bearer ${token}` } })).status
    assert.equal(await byToken('GET', '/users'), 200)
    assert.ok((await owner.call(method, `/users/${one.id}${path}`, body)).status < 300)
    assert.equal((await one.call('GET', '/session')).status, 401)
    assert.equal((await one.call('GET', '/people')).status, 401)
    // A token follows its maker: less when they may do less, nothing when they are gone.
    assert.equal(await byToken('GET', '/users'), method === 'PATCH' ? 403 : 401)
    const again = await browser().call('POST', '/session', { email: one.email, password: PASSWORD })
    assert.equal(again.status, method === 'PATCH' ? 200 : 401)
  }
})

test('nobody touches who may do more, gives what they lack, or shuts themself out', async () => {
  const owner = await person('owner')
  const admin = await person('admin')
  const viewer = await person('viewer')
  const beyond = [403, 'beyond_rights']
  assert.deepEqual(shown(await admin.call('PATCH', `/users/${owner.id}`, { role: 'viewer' })), beyond)
  assert.deepEqual(shown(await admin.call('POST', `/users/${owner.id}/disable`)), beyond)
  assert.deepEqual(shown(await admin.call('DELETE', `/users/${owner.id}`)), beyond)
  assert.deepEqual(shown(await admin.call('POST', `/users/${owner.id}/sign-out`)), beyond)
  assert.deepEqual(shown(await admin.call('PATCH', `/users/${viewer.id}`, { role: 'owner' })), beyond)
  assert.deepEqual(shown(await admin.call('PATCH', `/users/${admin.id}`, { role: 'owner' })), beyond)
  const invitation = { email: `x-${newId()}@example.com`, name: 'X', role: 'owner' }
  assert.deepEqual(shown(await admin.call('POST', '/user-invitations', invitation)), beyond)
  assert.deepEqual(shown(await admin.call('POST', `/users/${admin.id}/disable`)), [409, 'own_user'])
  assert.deepEqual(shown(await admin.call('DELETE', `/users/${admin.id}`)), [409, 'own_user'])
})

test('the last owner is neither demoted, disabled nor deleted, also not by two owners at once', async () => {
  await db.query(`update auth."user" set role = 'viewer' where role = 'owner'`)
  const one = await person('owner')
  const by = { as: 'owner' } as const
  const last = [409, 'last_owner']
  const path = `/api/v1/users/${one.id}`
  assert.deepEqual(shown(await ask('PATCH', path, { ...by, body: { role: 'admin' } })), last)
  assert.deepEqual(shown(await ask('POST', `${path}/disable`, by)), last)
  assert.deepEqual(shown(await ask('DELETE', path, by)), last)
  const other = await person('owner')
  const [a, b] = await Promise.all([
    one.call('PATCH', `/users/${other.id}`, { role: 'admin' }),
    other.call('PATCH', `/users/${one.id}`, { role: 'admin' }),
  ])
  assert.ok([a.status, b.status].filter((status) => status === 200).length <= 1, `${a.text} ${b.text}`)
  const owners = await db.query(`select 1 from auth."user" where role = 'owner'`)
  assert.ok(owners.length >= 1)
})

test('a lost owner comes back by the command line: new password, no second factor, owner again', async () => {
  const lost = await withTotp('viewer')
  await db.query(`update auth."user" set "disabledAt" = now() where id = $1`, [lost.id])
  const link = await recoverOwner({ db, clock, publicUrl }, lost.email)
  const token = tokenIn(link.url)
  const accepted = await browser().call('POST', '/session/links/accept', { token, password: 'another horse battery' })
  assert.equal(accepted.status, 200)
  const one = browser()
  const back = await one.call('POST', '/session', { email: lost.email, password: 'another horse battery' })
  assert.equal(back.body.user.role, 'owner')
  const trail = await db.query<{ action: string }>(
    `select action from audit_events where target_id = $1 and action like 'user.recover%' order by id`,
    [lost.id],
  )
  assert.deepEqual(trail.map(({ action }) => action), ['user.recover_begin', 'user.recover']) // prettier-ignore
  const unknown = await recoverOwner({ db, clock, publicUrl }, `new-${newId()}@example.com`)
  assert.equal(unknown.isKnown, false)
  const made = await browser().call('POST', '/session/links/accept', {
    token: tokenIn(unknown.url),
    password: PASSWORD,
  })
  assert.equal(made.status, 200)
})

test('a role holds at once, is not deleted while somebody has it, and is made of nothing that its maker lacks', async () => {
  const owner = await person('owner')
  const name = `Desk ${newId()}`
  const made = await owner.call('POST', '/roles', { name, permissions: ['syncs:read', 'syncs:run'] })
  const path = `/roles/${made.body.id}`
  const one = await person(made.body.id)
  assert.equal((await one.call('GET', '/syncs')).status, 200)
  assert.deepEqual(shown(await owner.call('POST', '/roles', { name: name.toUpperCase(), permissions: [] })), [
    409,
    'role_name_taken',
  ])
  assert.deepEqual(shown(await owner.call('POST', '/roles', { name: 'Owner', permissions: [] })), [
    409,
    'role_name_taken',
  ])
  assert.equal((await owner.call('PUT', path, { name, permissions: ['roles:write'] })).status, 204)
  assert.equal((await one.call('GET', '/syncs')).status, 403, 'from the next request on')
  assert.deepEqual(shown(await one.call('POST', '/roles', { name: 'Mine', permissions: ['users:write'] })), [
    403,
    'beyond_rights',
  ])
  assert.deepEqual(shown(await one.call('PUT', path, { name, permissions: ['roles:write', 'users:write'] })), [
    403,
    'beyond_rights',
  ])
  assert.deepEqual(shown(await owner.call('DELETE', path)), [409, 'role_in_use'])
  assert.equal((await owner.call('PATCH', `/users/${one.id}`, { role: 'viewer' })).status, 200)
  assert.equal((await owner.call('DELETE', path)).status, 204)
  assert.deepEqual(shown(await owner.call('DELETE', path)), [404, 'not_found'])
})

test("another's session, passkey and token are not there, as an unknown one is not", async () => {
  const one = await person('operator')
  const other = await person('operator')
  const theirs = (await other.call('GET', '/me/sessions')).body.items[0].id as string
  const token = (await other.call('POST', '/api-tokens', { name: 'theirs', rights: 'own' })).body.id as string
  const passkey = newId()
  await db.query(
    `insert into auth.passkey (id, name, "publicKey", "userId", "credentialID", counter, "deviceType", "backedUp")
     values ($1, 'key', 'x', $2, $1, 0, 'singleDevice', false)`,
    [passkey, other.id],
  )
  const text = ({ status, body }: Answer): Json => [status, body.code, body.message]
  for (const [path, id] of [
    ['/me/sessions', theirs],
    ['/me/passkeys', passkey],
    ['/api-tokens', token],
  ]) {
    assert.deepEqual(
      text(await one.call('DELETE', `${path}/${id}`)),
      text(await one.call('DELETE', `${path}/${newId()}`)),
    )
  }
  assert.deepEqual((await one.call('GET', '/api-tokens')).body.items, [])
  assert.equal((await other.call('GET', '/session')).status, 200)
  assert.equal((await other.call('GET', '/me/passkeys')).body.items.length, 1)
})

test('one ends own sessions, an admin those of others', async () => {
  const one = await person('viewer')
  const phone = browser()
  await phone.call('POST', '/session', { email: one.email, password: PASSWORD })
  const { items } = (await one.call('GET', '/me/sessions')).body
  assert.deepEqual(items.map(({ isThis }: Json) => isThis), [false, true]) // prettier-ignore
  assert.equal((await one.call('DELETE', `/me/sessions/${items[0].id}`)).status, 204)
  assert.equal((await phone.call('GET', '/session')).status, 401)
  await phone.call('POST', '/session', { email: one.email, password: PASSWORD })
  assert.equal((await one.call('DELETE', '/me/sessions')).status, 204)
  assert.equal((await phone.call('GET', '/session')).status, 401)
  const admin = await person('admin')
  const [session] = (await admin.call('GET', `/users/${one.id}/sessions`)).body.items
  assert.equal((await admin.call('DELETE', `/users/${one.id}/sessions/${session.id}`)).status, 204)
  assert.equal((await one.call('GET', '/session')).status, 401)
})
