import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { AppError, isAppError } from '#base/errors.ts'
import { defineAction, type Sight, type WriteRequest } from './action.ts'
import { onAccount } from './action-inputs.ts'
import { stream, type AccountRecord, type Connector, type VendorResponse } from './define.ts'
import { singlePage } from './paginate.ts'
import { lookAgain, planAction, runAction, type ActionRun } from './run-action.ts'
import { vendorId } from './values.ts'
import type { WriteAnswer } from './write-client.ts'

const NOBODY = {
  email: null, username: null, displayName: null, givenName: null, familyName: null, vendorStatus: null, role: null,
  isAdmin: false, isServiceAccount: false, isGuest: false, lastActiveAt: null, createdAt: null, licences: [], fields: {},
} // prettier-ignore

const json = (body: unknown): VendorResponse => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(JSON.stringify(body)),
})

const users = stream({
  kind: 'accounts',
  host: 'api',
  request: 'GET /users',
  pages: singlePage(),
  records: (body) => body as unknown[],
  raw: z.object({ id: vendorId, on: z.boolean() }),
  map: ({ id, on }): AccountRecord => ({ ...NOBODY, externalId: id, status: on ? 'active' : 'suspended' }),
  one: { request: 'GET /users/{id}', record: (body) => body },
  scopes: [],
})

const suspend = defineAction({
  kind: 'deactivate',
  label: 'Suspend the user',
  explains: 'They cannot sign in.',
  consequences: ['The seat is free again.'],
  destructive: true,
  scopes: ['users.write'],
  ...onAccount,
  unless: ({ externalId }) => (externalId === 'owner' ? 'The owner stays.' : null),
  request: () => ({
    host: 'api',
    method: 'POST',
    path: '/teams/{team}/users/{account}/suspend',
    headers: { 'x-a': '1' },
  }),
  idempotencyHeader: 'Idempotency-Key',
  readBack: { account: 'users', isDone: ({ status }) => status === 'suspended' },
  inverse: { none: 'There is none.' },
})

/** A vendor with one user, and what was sent to it. */
function vendor(options: { id?: string; answer?: () => WriteAnswer; acts?: boolean; look?: Sight } = {}) {
  const { id = 'u1', acts = true } = options
  const state = { on: true }
  const reads: string[] = []
  const sent: WriteRequest[] = []
  const run: ActionRun = {
    reads: {
      async request({ method, path }) {
        reads.push(`${method} ${path}`)
        return json({ id, on: state.on })
      },
    },
    writes: {
      async write(request) {
        sent.push(request)
        if (acts) state.on = false
        return options.answer?.() ?? { isLost: false, response: json({ ok: true }) }
      },
    },
    context: { settings: { team: 'T 1' } },
    integrationAccountId: 'me',
    grantedScopes: null,
    idempotencyKey: 'intent-7',
  }
  const connector = {
    id: 'acme',
    name: 'Acme',
    scopes: [{ id: 'users.write', label: 'Write', serves: 'workflows', required: false, explains: 'Suspends people.' }],
    streams: { users },
    actions: { suspend },
    failure: (body: unknown) =>
      (body as { ok?: boolean }).ok === false
        ? new AppError('vendor_bad_response', { detail: { why: 'ok false' } })
        : null,
  } as unknown as Connector
  return { connector, run, reads, sent, state }
}

test('it looks, calls once and reads back; places are filled from the input and the settings, and the key is sent', async () => {
  const { connector, run, reads, sent } = vendor()
  const verdict = await runAction(connector, run, 'suspend', { account: 'u1' })
  assert.deepEqual(verdict, { outcome: 'done', account: 'u1', wasAnswered: true, undo: { none: 'There is none.' } })
  assert.deepEqual(reads, ['GET /users/u1', 'GET /users/u1'])
  assert.deepEqual(sent, [
    {
      host: 'api',
      method: 'POST',
      path: '/teams/T%201/users/u1/suspend',
      headers: { 'x-a': '1', 'Idempotency-Key': 'intent-7' },
    },
  ])
  assert.deepEqual(await runAction(connector, run, 'suspend', { account: 'u1' }), { outcome: 'already', account: 'u1' })
  assert.equal(sent.length, 1)
})

test('an intent says what would be sent, sends nothing, and holds no body', () => {
  const { connector, run, reads, sent } = vendor()
  assert.deepEqual(planAction(connector, 'suspend', { account: 'u 1' }, run.context), {
    connector: 'acme',
    action: 'suspend',
    kind: 'deactivate',
    label: 'Suspend the user',
    destructive: true,
    host: 'api',
    method: 'POST',
    path: '/teams/T%201/users/u%201/suspend',
    input: { account: 'u 1' },
  })
  assert.deepEqual([reads, sent], [[], []])
  for (const account of ['..', '.'])
    assert.throws(
      () => planAction(connector, 'suspend', { account }, run.context),
      (error) => isAppError(error, 'vendor_record_invalid'),
    )
  for (const name of ['resume', 'toString', '__proto__'])
    assert.throws(
      () => planAction(connector, name, {}, run.context),
      (error) => isAppError(error, 'action_unknown'),
    )
})

test('what the vendor does not show after it said yes is unverified; a later look can still find it done', async () => {
  const { connector, run, sent, state } = vendor({ acts: false })
  const verdict = await runAction(connector, run, 'suspend', { account: 'u1' })
  assert.equal(verdict.outcome, 'unverified')
  assert.equal((await lookAgain(connector, run, 'suspend', { account: 'u1' })).outcome, 'unverified')
  state.on = false
  const later = await lookAgain(connector, run, 'suspend', { account: 'u1' })
  assert.ok(later.outcome === 'done' && !later.wasAnswered)
  assert.equal(sent.length, 1)
})

test('a failure inside a 200 is a refusal; an error of the vendor’s own leaves it open', async () => {
  const no = vendor({ acts: false, answer: () => ({ isLost: false, response: json({ ok: false }) }) })
  await assert.rejects(runAction(no.connector, no.run, 'suspend', { account: 'u1' }), (error) =>
    isAppError(error, 'action_refused'),
  )
  const open = vendor({ answer: () => ({ isLost: false, response: json({ isBusy: true }) }) })
  open.connector.failure = (body) =>
    (body as { isBusy?: boolean }).isBusy === true ? new AppError('vendor_unavailable') : null
  const verdict = await runAction(open.connector, open.run, 'suspend', { account: 'u1' })
  assert.ok(verdict.outcome === 'done' && !verdict.wasAnswered)
})

test('whoever the vendor finds by another name than the id is not meant', async () => {
  const { connector, run, sent } = vendor({ id: 'u1' })
  await assert.rejects(runAction(connector, run, 'suspend', { account: 'ana@example.com' }), (error) =>
    isAppError(error, 'action_target_missing'),
  )
  assert.deepEqual(sent, [])
})

test('a state in which it cannot be done is told in the action’s own words', async () => {
  const { connector, run, sent } = vendor({ id: 'owner' })
  await assert.rejects(runAction(connector, run, 'suspend', { account: 'owner' }), /The owner stays/)
  assert.deepEqual(sent, [])
})

test('the integration’s own account is refused before anything is asked, also when only the look shows that it is it', async () => {
  const { connector, run, reads, sent } = vendor({ id: 'me' })
  const isProtected = (error: unknown) => isAppError(error, 'action_protected')
  await assert.rejects(runAction(connector, run, 'suspend', { account: 'me' }), isProtected)
  assert.deepEqual(reads, [])
  connector.actions = {
    suspend: { ...suspend, readBack: { look: async () => ({ is: 'undone', account: 'me' }) } },
  }
  await assert.rejects(runAction(connector, run, 'suspend', { account: 'me@example.com' }), isProtected)
  assert.deepEqual(sent, [])
})

test('a scope that was not granted is named with what it is for, and nothing is asked', async () => {
  const { connector, run, reads } = vendor()
  await assert.rejects(
    runAction(connector, { ...run, grantedScopes: ['users.read'] }, 'suspend', { account: 'u1' }),
    (error) =>
      isAppError(error, 'vendor_forbidden') &&
      error.message.includes('"users.write" (Suspends people)') &&
      error.message.includes('Nothing was changed.'),
  )
  assert.deepEqual(reads, [])
})

test('a look only reads, whatever the action has in mind', async () => {
  const { connector, run, reads } = vendor()
  connector.actions = {
    suspend: {
      ...suspend,
      readBack: {
        look: async (client) => {
          await client.request({ host: 'api', method: 'POST', path: '/users/u1/suspend' })
          return { is: 'done', account: 'u1' }
        },
      },
    },
  }
  await assert.rejects(runAction(connector, run, 'suspend', { account: 'u1' }), (error) =>
    isAppError(error, 'internal'),
  )
  assert.deepEqual(reads, [])
})
