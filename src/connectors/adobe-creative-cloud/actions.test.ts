import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import { runAction } from '#kit/run-action.ts'
import { openActionRun } from '#test/helpers/action-bench.ts'
import adobe from './connector.ts'
import { startSandbox, type AdobeSandbox } from './sandbox.ts'

const open = new Set<AdobeSandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(users = 6) {
  const sandbox = await startSandbox({ users })
  open.add(sandbox)
  return { sandbox, run: await openActionRun(adobe, sandbox) }
}

const PERSON = { givenName: 'New', familyName: 'Person', country: 'DE', identity: 'federated' } as const

test('a command that Adobe did not carry out is told in words, although the answer is a 200', async () => {
  const { sandbox, run } = await start()
  await assert.rejects(
    runAction(adobe, run, 'create', { ...PERSON, email: 'new@elsewhere.example' }),
    (error) => isAppError(error, 'action_refused') && /has not claimed the domain/.test(error.message),
  )
  const { id: account, email } = sandbox.state.view.users[2]!
  await assert.rejects(
    runAction(adobe, run, 'assignLicence', { account, email, licence: 'No such profile' }),
    (error) => isAppError(error, 'action_refused') && /no group or product profile/.test(error.message),
  )
  const codes = (errorCode: unknown) =>
    adobe.failure!({ completed: 0, notCompleted: 1, result: 'error', errors: [{ errorCode }] }, {})
  assert.equal(codes('error.throttled_by_external_service')!.code, 'vendor_rate_limited')
  assert.equal(codes('error.internal.add')!.code, 'vendor_unavailable', 'what became of it is open')
  for (const unknown of ['constructor', 'error.new', undefined]) {
    assert.equal(codes(unknown)!.code, 'action_refused')
    assert.doesNotMatch(codes(unknown)!.message, /constructor|error\.new/)
  }
  assert.equal(adobe.failure!({ completed: 1, notCompleted: 0, result: 'success' }, {}), null)
})

test('an address that belongs to another account by now touches nobody', async () => {
  const { sandbox, run } = await start()
  const { id: account, email } = sandbox.state.view.users[3]!
  sandbox.state.remove(account)
  const other = sandbox.state.add({ email })
  await assert.rejects(runAction(adobe, run, 'addToGroup', { account, email, group: 'Managers' }), (error) =>
    isAppError(error, 'action_target_missing'),
  )
  const removed = await runAction(adobe, run, 'remove', { account, email })
  assert.equal(removed.outcome, 'already')
  assert.ok(sandbox.state.find(other.id), 'whoever has the address now is still there')
  assert.deepEqual(sandbox.writes, [])
})

test('whoever was added is removed again by the way back', async () => {
  const { sandbox, run } = await start()
  const made = await runAction(adobe, run, 'create', { ...PERSON, email: 'New.Person@example.com' })
  assert.ok(made.outcome === 'done' && 'action' in made.undo && made.account !== null)
  assert.equal((await runAction(adobe, run, made.undo.action, made.undo.input)).outcome, 'done')
  assert.equal(sandbox.state.find(made.account), undefined)
})
