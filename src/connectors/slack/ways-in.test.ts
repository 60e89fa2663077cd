import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import type { AccountRecord } from '#kit/define.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { connectorBy } from '#kit/surface.ts'
import { readEverything } from '#test/helpers/read-all.ts'
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

test('consent asks for scopes of a bot alone, without PKCE, and its token reads members and groups', async () => {
  const byConsent = connectorBy(slack, 'oauth2')
  assert.deepEqual(
    byConsent.scopes.map(({ id }) => id),
    ['users:read', 'users:read.email', 'usergroups:read'],
  )
  for (const rotates of [true, false]) {
    const { sandbox } = await start({ users: 4, rotates })
    const client = vendorClient(byConsent, sandbox, { method: 'oauth2' })
    const lists = await readEverything(byConsent, client)
    assert.deepEqual(Object.keys(lists), ['users', 'usergroups'])
    assert.ok(!(lists['users'] instanceof AppError) && lists['users']!.records.length === 6)
    const asked = sandbox.calls.find(({ path }) => path === '/oauth/v2/authorize')!.query
    assert.equal(asked['scope'], 'users:read,users:read.email,usergroups:read')
    assert.equal(asked['code_challenge'], undefined)
    assert.equal(
      sandbox.calls.some(({ path }) => /accessLogs|billableInfo/.test(path)),
      false,
    )
  }
})

test('a wrong client secret is told as such, although Slack answers 200', async () => {
  const byConsent = connectorBy(slack, 'oauth2')
  const { sandbox } = await start({ users: 1 })
  const client = vendorClient(byConsent, sandbox, { method: 'oauth2', fields: { clientSecret: 'wrong' } })
  await assert.rejects(
    byConsent.probe(client, { settings: {} }),
    (error) => isAppError(error, 'vendor_unauthorized') && /client/.test(error.message),
  )
})

test('by SCIM deactivated people are inactive, guests are told, and SCIM takes no bot token', async () => {
  const byScim = connectorBy(slack, 'scim')
  const { sandbox } = await start({ users: 5, groups: 2 })
  const client = vendorClient(byScim, sandbox, { method: 'scim' })
  const [left, guest] = [sandbox.state.view.users[1]!, sandbox.state.view.users[2]!]
  sandbox.state.deactivate(left.id)
  sandbox.state.change(guest.id, { isGuest: true })
  const { users } = await readEverything(byScim, client)
  assert.ok(users !== undefined && !(users instanceof AppError))
  const by = new Map((users.records as AccountRecord[]).map((account) => [account.externalId, account]))
  assert.equal(by.get(left.id)!.status, 'inactive')
  assert.deepEqual(by.get(left.id)!.licences, [])
  assert.equal(by.get(guest.id)!.isGuest, true)
  assert.equal(by.get('U0SANDBOXBOT')!.isServiceAccount, true)
  const pattern = new RegExp(slack.auth.find(({ id }) => id === 'scim')!.fields[0]!.pattern!.source)
  assert.deepEqual(
    ['xoxp-1', 'xoxe.xoxp-1', 'xoxb-1', 'xoxe-1-2'].map((token) => pattern.test(token)),
    [true, true, false, false],
  )
})

test('SCIM below Business+ is a plan or a right that is missing, not a wrong token', async () => {
  const { sandbox } = await start({ users: 2, plan: 'free' })
  const client = vendorClient(slack, sandbox, { method: 'scim' })
  await assert.rejects(connectorBy(slack, 'scim').probe(client, { settings: {} }), (error) =>
    isAppError(error, 'vendor_forbidden'),
  )
})
