import { openNotice } from '#core/notices/open-notice.ts'
import { testApi, type Json } from '#test/helpers/api.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'

const { ask, db, mail } = await testApi()

const send = (kind: string, text = 'Follow https://x/authorize/canary') =>
  db.tx((tx) => mail.send(tx, { to: { name: 'Ada', email: 'ada@example.com' }, subject: `About ${kind}`, text, kind }))
const audits = async (action: string): Promise<Json[]> =>
  (await ask('GET', '/api/v1/audit-events?limit=200')).body.items.filter((event: Json) => event.action === action)

test('notices are listed, counted and taken in hand once; only by those who may', async () => {
  const report = {
    cause: 'x',
    kind: 'test',
    severity: 'error',
    title: '<b>T</b>',
    body: 'B',
    whatToDo: 'W',
    link: '/connections',
  } as const
  const id = await db.tx((tx) => openNotice(tx, mail, report))
  assert.deepEqual((await ask('GET', '/api/v1/notices/count')).body, { open: 1, unseen: 1, worst: 'error' })
  const { body } = await ask('GET', '/api/v1/notices?state=open&severity=error', { as: 'viewer' })
  assert.deepEqual(
    body.items.map((one: Json) => [one.id, one.title, one.link]),
    [[id, '<b>T</b>', '/connections']],
  )
  assert.equal((await ask('POST', `/api/v1/notices/${id}/acknowledge`, { as: 'viewer' })).status, 403)
  const taken = await ask('POST', `/api/v1/notices/${id}/acknowledge`, { as: 'operator' })
  assert.equal(taken.body.acknowledged.by, 'operator')
  assert.equal((await ask('POST', `/api/v1/notices/${id}/acknowledge`)).body.acknowledged.by, 'operator')
  assert.equal((await audits('notice.acknowledge')).length, 1)
  assert.deepEqual((await ask('GET', '/api/v1/notices/count')).body, { open: 1, unseen: 0, worst: null })
  await db.query('update notices set closed_at = now()')
  assert.equal((await ask('POST', `/api/v1/notices/${id}/acknowledge`)).status, 409)
  assert.deepEqual((await ask('GET', '/api/v1/notices?state=open')).body.items, [])
  assert.equal((await ask('GET', '/api/v1/notices?state=closed')).body.items.length, 1)
})

test('the outbox is for admins, shows no text, and pages', async () => {
  await db.query('delete from outbox')
  for (const kind of ['a', 'b', 'c']) await send(kind)
  for (const as of ['viewer', 'operator', 'auditor'] as const)
    assert.equal((await ask('GET', '/api/v1/outbox', { as })).status, 403)
  const first = await ask('GET', '/api/v1/outbox?limit=2', { as: 'admin' })
  assert.deepEqual(
    first.body.items.map(({ subject }: Json) => subject),
    ['About c', 'About b'],
  )
  assert.doesNotMatch(first.text, /canary|sealed/)
  const rest = await ask('GET', `/api/v1/outbox?limit=2&cursor=${encodeURIComponent(first.body.nextCursor)}`)
  assert.deepEqual(
    rest.body.items.map(({ subject }: Json) => subject),
    ['About a'],
  )
  assert.equal((await ask('GET', '/api/v1/outbox?search=about%20b')).body.items.length, 1)
  assert.deepEqual((await ask('GET', '/api/v1/outbox/status')).body, { delivers: false, waiting: 3, failed: 0 })
})

test('a text is read only without a mail server, and it is recorded who has read whose mail', async () => {
  const id = await send('connection.request')
  const read = await ask('POST', `/api/v1/outbox/${id}/read`, { as: 'admin' })
  assert.equal(read.body.text, 'Follow https://x/authorize/canary')
  const [event] = await audits('mail.read')
  assert.deepEqual([event.actor.name, event.targetId, event.detail.to], ['admin', id, 'ada@example.com'])
  assert.doesNotMatch(JSON.stringify(event), /canary/)
  assert.equal((await ask('POST', `/api/v1/outbox/${id}/read`, { as: 'operator' })).status, 403)

  const reset = await send('user.reset')
  const refused = await ask('POST', `/api/v1/outbox/${reset}/read`, { as: 'admin' })
  assert.deepEqual(
    [refused.status, refused.body.code],
    [403, 'forbidden'],
    'an admin does not become an owner by reading',
  )
  assert.doesNotMatch(refused.text, /canary/)
  assert.equal((await ask('POST', `/api/v1/outbox/${reset}/read`, { as: 'owner' })).status, 200)

  await db.query(`update outbox set state = 'sent', sealed = null where id = $1`, [id])
  assert.equal((await ask('POST', `/api/v1/outbox/${id}/read`)).body.code, 'mail_gone')
  assert.equal((await ask('POST', `/api/v1/outbox/${id}/resend`)).body.code, 'mail_gone')
})

test('a failed mail is tried again when an admin says so', async () => {
  const id = await send('a')
  await db.query(
    `update outbox set state = 'failed', tries = 9, error_code = 'mail_refused', error_text = 'No such mailbox', queued_at = now() - interval '10 days' where id = $1`,
    [id],
  )
  const [failed] = (await ask('GET', '/api/v1/outbox?state=failed')).body.items
  assert.deepEqual([failed.id, failed.error], [id, { code: 'mail_refused', message: 'No such mailbox' }])
  const again = await ask('POST', `/api/v1/outbox/${id}/resend`, { as: 'admin' })
  assert.deepEqual([again.body.state, again.body.tries, again.body.error], ['waiting', 0, null])
  await db.query(`update outbox set state = 'sending' where id = $1`, [id])
  assert.equal((await ask('POST', `/api/v1/outbox/${id}/resend`)).body.code, 'conflict')
  assert.equal((await audits('mail.resend')).length, 1)
})
