import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import type { AccountRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import { runAction } from '#kit/run-action.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { openActionRun } from '#test/helpers/action-bench.ts'
import { readAll, syncContext } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import quip from './connector.ts'
import { startSandbox, type QuipSandboxOptions } from './sandbox.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: QuipSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(quip, sandbox) }
}

async function accounts(client: ReturnType<typeof vendorClient>): Promise<Map<string, AccountRecord>> {
  const context = await syncContext(quip, client)
  const { records } = await readAll(openReader(quip, 'users', { client, context }))
  return new Map((records as AccountRecord[]).map((account) => [account.externalId, account]))
}

test("the spec's three fields are offered under its names", () => {
  assert.deepEqual(
    quip.sourceFields.slice(0, 3).map(({ name }) => name),
    ['Id', 'Name', 'Username'],
  )
})

test('who is deactivated is inactive and has no seat; who is active has one', async () => {
  const { sandbox, client } = await start({ users: 3 })
  const { id } = sandbox.state.view.users[1]!
  sandbox.state.deactivate(id)
  const read = await accounts(client)
  assert.deepEqual([read.get(id)!.status, read.get(id)!.licences], ['inactive', []])
  assert.deepEqual([...read.values()].filter(({ licences }) => licences.length === 1).length, 2)
})

test('a name that comes in one piece is taken apart at its last blank', async () => {
  const { sandbox, client } = await start({ users: 2 })
  const [one, other] = sandbox.state.view.users
  sandbox.state.change(one!.id, { raw: { name: { formatted: 'Ana María Ng' } } })
  sandbox.state.change(other!.id, { raw: { name: { formatted: 'Madonna' } } })
  const read = await accounts(client)
  const names = ({ displayName, givenName, familyName }: AccountRecord) => [displayName, givenName, familyName]
  assert.deepEqual(names(read.get(one!.id)!), ['Ana María Ng', 'Ana María', 'Ng'])
  assert.deepEqual(names(read.get(other!.id)!), ['Madonna', 'Madonna', null])
})

test('a site that gives fewer on a page than asked is read whole', async () => {
  const { sandbox, client } = await start({ users: 23, largest: 10 })
  assert.deepEqual(
    [...(await accounts(client)).keys()],
    sandbox.state.view.users.map(({ id }) => id),
  )
})

test("one call too many says when to come back, in headers of Quip's own", async () => {
  const { sandbox, client } = await start({ users: 1 })
  sandbox.rateLimit = { requests: 1, perMs: 1_000 }
  await quip.probe(client, { settings: {} })
  await assert.rejects(
    quip.probe(client, { settings: {} }),
    (error) => isAppError(error, 'vendor_rate_limited') && error.retryAfterMs! > 0 && error.retryAfterMs! <= 2_000,
  )
})

test('a new account is found by its address, since Quip chooses the user name; one that was deactivated is not made twice', async () => {
  const { sandbox } = await start({ users: 3 })
  const run = await openActionRun(quip, sandbox)
  const person = { email: 'new@example.com', givenName: 'New', familyName: 'Person' }
  const made = await runAction(quip, run, 'create', person)
  assert.ok(made.outcome === 'done' && made.account !== null)
  assert.notEqual(sandbox.state.user(made.account).username, person.email)
  const { email } = sandbox.state.deactivate(sandbox.state.view.users[0]!.id)
  const writes = sandbox.writes.length
  await assert.rejects(
    runAction(quip, run, 'create', { ...person, email }),
    (error) => isAppError(error) && /deactivated account has this address/.test(error.message),
  )
  assert.equal(sandbox.writes.length, writes)
})
