import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord, ActivityRecord, GrantRecord } from '#kit/define.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { readEverything, readList, syncContext } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import slack from './connector.ts'
import { startSandbox, type SlackSandboxOptions } from './sandbox.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: SlackSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(slack, sandbox, { method: 'token' }) }
}

/** Everybody signed in last at another time: the first person today, each further one a day earlier. */
function spreadSignIns({ state }: Sandbox): void {
  for (const [at, { id }] of state.view.users.entries())
    state.change(id, { lastActiveAt: new Date(Date.now() - (at * 24 + 1) * 60 * 60_000).toISOString() })
}

test('a last sign-in is the newest row of the access log, whatever the device', async () => {
  const { sandbox, client } = await start({ users: 12 })
  spreadSignIns(sandbox)
  const context = await syncContext(slack, client)
  const { records } = await readList(slack, 'accessLogs', { client, context })
  const rows = records as ActivityRecord[]
  const people = sandbox.state.view.users.filter(({ isBot, id }) => !isBot && id !== 'USLACKBOT')
  assert.equal(rows.length, people.length * 2, 'one row per person and device')
  const [newest, older] = rows
    .filter(({ accountExternalId }) => accountExternalId === people[3]!.id)
    .map(({ at }) => at)
  assert.equal(Date.parse(newest!), Math.floor(Date.parse(people[3]!.lastActiveAt!) / 1_000) * 1_000)
  assert.ok(older! < newest!, 'the newest first')
})

test('reading the access log ends where nothing is news, and at the most pages that the setting allows', async () => {
  const { sandbox, client } = await start({ users: 30 })
  spreadSignIns(sandbox)
  const pagesRead = async (settings: Record<string, string>, days?: number) => {
    sandbox.calls.length = 0
    const context = await syncContext(slack, client, settings)
    const since = days === undefined ? {} : { since: new Date(Date.now() - days * 24 * 60 * 60_000) }
    await readList(slack, 'accessLogs', { client, context, pageSize: 5, ...since })
    return sandbox.calls.filter(({ path }) => path === '/api/team.accessLogs').length
  }
  assert.equal(await pagesRead({}), 12)
  assert.equal(await pagesRead({ accessLogPages: '3' }), 3)
  assert.ok((await pagesRead({}, 2)) <= 4, 'the rest is older than what was read the last time')
  const { pattern } = slack.settings.find(({ name }) => name === 'accessLogPages')!
  for (const [value, isRight] of [
    ['1', true],
    ['999', true],
    ['0', false],
    ['1000', false],
    ['-1', false],
    ['2.5', false],
  ] as const)
    assert.equal(new RegExp(pattern!.source).test(value), isRight, value)
})

test('a log that goes round in circles is stopped', async () => {
  const { sandbox, client } = await start({ users: 30 })
  const context = await syncContext(slack, client)
  const path = '/api/team.accessLogs'
  sandbox.plan({ when: (request, nth) => request.path === path && nth >= 2, do: { kind: 'repeat cursor' } })
  await assert.rejects(readList(slack, 'accessLogs', { client, context, pageSize: 5 }), (error) =>
    isAppError(error, 'vendor_cursor_loop'),
  )
})

test('the access log of a free workspace, or without its scope, is left out with its reason', async () => {
  const free = await start({ users: 3, plan: 'free' })
  const unscoped = await start({ users: 3 })
  unscoped.sandbox.scopes.delete('admin')
  for (const [{ client }, code] of [
    [free, 'vendor_plan_required'],
    [unscoped, 'vendor_forbidden'],
  ] as const) {
    const { users, accessLogs } = await readEverything(slack, client)
    assert.ok(!(users instanceof AppError))
    assert.ok(isAppError(accessLogs, code))
  }
  assert.equal(slack.streams['accessLogs']!.optional, true)
})

test('a seat is what Slack bills, where it tells; else what the flags say', async () => {
  const { sandbox, client } = await start({ users: 6 })
  const seatsOf = (list: Awaited<ReturnType<typeof readEverything>>[string] | undefined) => {
    assert.ok(list !== undefined && !(list instanceof AppError))
    return (list.records as AccountRecord[]).filter(({ licences }) => licences.length > 0).length
  }
  const told = await readEverything(slack, client)
  assert.ok(told['billing'] !== undefined && !(told['billing'] instanceof AppError))
  assert.deepEqual(
    (told['billing'].records as GrantRecord[]).map(({ accountExternalId }) => accountExternalId),
    sandbox.state.view.users.filter(({ isBot, id }) => !isBot && id !== 'USLACKBOT').map(({ id }) => id),
  )
  assert.equal(seatsOf(told['users']), 0, 'nobody is counted twice')
  sandbox.scopes.delete('admin')
  const guessed = await readEverything(slack, client)
  assert.ok(guessed['billing'] instanceof AppError)
  assert.equal(seatsOf(guessed['users']), 6)
})
