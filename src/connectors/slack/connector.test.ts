import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError, isAppError, type ErrorCode } from '#base/errors.ts'
import type { AccountRecord, EntitlementRecord } from '#kit/define.ts'
import { openReader } from '#kit/reader.ts'
import { everyCall } from '#kit/sandbox-faults.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { readAll, readEverything, syncContext } from '#test/helpers/read-all.ts'
import { vendorClient } from '#test/helpers/vendor-client.ts'
import slack from './connector.ts'
import { startSandbox, type SlackSandboxOptions } from './sandbox.ts'
import { mapSlackUser, SlackUser } from './user.ts'

const open = new Set<Sandbox>()
after(async () => {
  for (const sandbox of open) await sandbox.close()
})

async function start(options: SlackSandboxOptions = {}) {
  const sandbox = await startSandbox(options)
  open.add(sandbox)
  return { sandbox, client: vendorClient(slack, sandbox, { method: 'token' }) }
}

const FULL = {
  is_admin: false,
  is_owner: false,
  is_primary_owner: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_bot: false,
  deleted: false,
}

function map(raw: object, settings = {}): AccountRecord {
  return mapSlackUser(SlackUser.parse({ id: 'U1', name: 'ana', team_id: 'T1', ...FULL, ...raw }), { settings })
}

/** What the connector makes of one of Slack's errors. */
function failureOf(error: string, more: object = {}, headers: Record<string, string> = {}): AppError {
  return slack.failure!({ ok: false, error, ...more }, headers)!
}

test("the spec's fields are offered under its names, and the required scopes are exactly those of the spec", () => {
  const names = new Set(slack.sourceFields.map(({ name }) => name))
  const spec = [
    'Deleted?',
    'Email',
    'First Name',
    'Is Admin?',
    'Is bot user?',
    'Is restricted (guest) user?',
    'Is ultra restricted (single channel only) user?',
    'Last Name',
    'Phone',
    'Skype',
    'Team ID',
    'Title',
    'User ID',
    'User Name',
  ]
  assert.deepEqual(
    spec.filter((name) => !names.has(name)),
    [],
  )
  assert.deepEqual(
    slack.scopes.filter(({ required }) => required).map(({ id }) => id),
    ['users:read', 'users:read.email'],
  )
})

test('a deactivated member is inactive, an invited one invited, everyone else active', () => {
  const status = (raw: object) => [map(raw).status, map(raw).vendorStatus]
  assert.deepEqual(status({ deleted: true }), ['inactive', 'deleted'])
  assert.deepEqual(status({ deleted: true, is_invited_user: true }), ['inactive', 'deleted'])
  assert.deepEqual(status({ is_invited_user: true }), ['invited', 'invited'])
  assert.deepEqual(status({}), ['active', 'member'])
  assert.deepEqual(status({ deleted: undefined }), ['active', 'member'], 'the field may be missing')
})

test('the role is the highest that the flags give; without flags there is none', () => {
  assert.deepEqual(
    [
      { is_primary_owner: true },
      { is_owner: true, is_admin: true },
      { is_admin: true },
      { is_restricted: true },
      { is_ultra_restricted: true },
      {},
      { is_bot: true },
    ].map((raw) => map(raw).role),
    ['owner', 'owner', 'admin', 'guest', 'guest', 'member', 'bot'],
  )
  assert.deepEqual(
    [{ is_primary_owner: true }, { is_owner: true }, { is_admin: true }, {}].map((raw) => map(raw).isAdmin),
    [true, true, true, false],
  )
  const left = mapSlackUser(SlackUser.parse({ id: 'U1', deleted: true }), { settings: {} })
  assert.deepEqual(
    [left.role, left.isAdmin, left.isGuest, left.displayName, left.email],
    [null, false, false, null, null],
  )
})

test('bots are service accounts, Slackbot too, which says that it is none', () => {
  assert.deepEqual(
    [{ is_bot: true }, { is_workflow_bot: true }, { id: 'USLACKBOT' }, { is_app_user: true }].map(
      (raw) => map(raw).isServiceAccount,
    ),
    [true, true, true, false],
  )
})

test('a seat is an active member who is neither bot, nor guest of one channel, nor from outside', () => {
  const seats = (raw: object, settings = {}) => map(raw, settings).licences
  assert.deepEqual(
    [seats({}), seats({ is_restricted: true }), seats({ is_admin: true })],
    [['seat'], ['seat'], ['seat']],
  )
  for (const raw of [
    { deleted: true },
    { is_invited_user: true },
    { is_bot: true },
    { is_ultra_restricted: true },
    { is_stranger: true },
  ])
    assert.deepEqual(seats(raw), [], JSON.stringify(raw))
})

test('people of another organisation are flagged, those of another workspace of the same one are not', () => {
  const isExternal = (raw: object, settings = {}) => map(raw, settings).fields['isExternal'] === true
  assert.equal(isExternal({ is_stranger: true }), true)
  assert.equal(isExternal({ team_id: 'T2' }, { ownTeamId: 'T1' }), true)
  assert.equal(isExternal({ team_id: 'T1' }, { ownTeamId: 'T1' }), false)
  assert.equal(isExternal({ team_id: 'T2' }), false, 'nothing is concluded from what is not known')
  const grid = { ownTeamId: 'T1', ownEnterpriseId: 'E1' }
  assert.equal(isExternal({ team_id: 'T2', enterprise_user: { enterprise_id: 'E1' } }, grid), false)
  assert.equal(isExternal({ team_id: 'E1' }, grid), false)
  assert.equal(isExternal({ team_id: 'T2', enterprise_user: { enterprise_id: 'E2' } }, grid), true)
})

test('names come from the profile, else from the real name', () => {
  const names = (profile: object | null, more = {}) => {
    const { givenName, familyName, displayName } = map({ profile, ...more })
    return [givenName, familyName, displayName]
  }
  assert.deepEqual(names({ first_name: 'Ana', last_name: 'Ng', real_name: 'Ana Ng', display_name: 'ana' }), [
    'Ana',
    'Ng',
    'ana',
  ])
  assert.deepEqual(names({ real_name: 'Ana María Ng', display_name: '' }), ['Ana', 'María Ng', 'Ana María Ng'])
  assert.deepEqual(names({ real_name: 'Madonna' }), ['Madonna', null, 'Madonna'])
  assert.deepEqual(names(null, { real_name: 'Ana Ng' }), ['Ana', 'Ng', 'Ana Ng'])
})

test("each of Slack's errors says who must act", () => {
  const codes: [string, ErrorCode][] = [
    ['invalid_auth', 'vendor_unauthorized'],
    ['token_revoked', 'vendor_unauthorized'],
    ['account_inactive', 'vendor_unauthorized'],
    ['missing_scope', 'vendor_forbidden'],
    ['user_not_visible', 'vendor_forbidden'],
    ['plan_upgrade_required', 'vendor_plan_required'],
    ['user_not_found', 'vendor_not_found'],
    ['invalid_cursor', 'vendor_bad_request'],
    ['ratelimited', 'vendor_rate_limited'],
    ['fatal_error', 'vendor_unavailable'],
    ['internal_error', 'vendor_unavailable'],
    ['something_new', 'vendor_bad_response'],
    ['constructor', 'vendor_bad_response'],
  ]
  for (const [error, code] of codes) assert.equal(failureOf(error).code, code, error)
  assert.equal(slack.failure!({ ok: true }, {}), null)
  for (const body of [{}, [], { ok: 'true' }, { members: [] }])
    assert.equal(slack.failure!(body, {})?.code, 'vendor_bad_response', JSON.stringify(body))
})

test('a missing scope is named, but only if it is one of ours; no other word of Slack is shown', () => {
  const named = failureOf('missing_scope', { needed: 'usergroups:read', provided: 'users:read' })
  assert.match(named.message, /"usergroups:read"/)
  assert.equal(named.detail['missing'], 'usergroups:read')
  const foreign = failureOf('missing_scope', { needed: 'https://evil.example', provided: '' })
  assert.equal(foreign.code, 'vendor_forbidden')
  assert.doesNotMatch(foreign.message, /evil/)
  assert.doesNotMatch(JSON.stringify(failureOf('evil_word').detail) + failureOf('evil_word').message, /evil/)
})

test('a rate limit inside a 200 says when to come back', () => {
  assert.equal(failureOf('ratelimited', {}, { 'retry-after': '30' }).retryAfterMs, 30_000)
  assert.equal(failureOf('ratelimited').retryAfterMs, 60_000)
})

test('the probe tells the workspace, the own account and the scopes, and refuses a token that lacks a required one', async () => {
  const { sandbox, client } = await start({ users: 1 })
  const probe = await slack.probe(client, { settings: {} })
  assert.equal(probe.tenantId, 'T0SANDBOX')
  assert.ok(sandbox.state.find(probe.integrationAccountId!))
  assert.equal(probe.tenantDomain, 'sandbox.slack.com')
  assert.deepEqual(probe.grantedScopes, ['users:read', 'users:read.email', 'usergroups:read', 'admin'])
  sandbox.scopes.delete('users:read.email')
  await assert.rejects(
    slack.probe(client, { settings: {} }),
    (error) => isAppError(error, 'vendor_forbidden') && /users:read\.email/.test(error.message),
  )
})

test("an organisation's token reads the workspace that the settings name", async () => {
  const { sandbox, client } = await start({ users: 1 })
  const context = await syncContext(slack, client, { teamId: 'T9' })
  assert.equal(context.settings['ownTeamId'], 'T9')
  assert.equal((await slack.probe(client, context)).tenantId, 'T9')
  await readAll(openReader(slack, 'users', { client, context }))
  assert.equal(sandbox.calls.at(-1)!.query['team_id'], 'T9')
})

test('user groups are left out on a free plan or without their scope, members never', async () => {
  const free = await start({ users: 3, plan: 'free' })
  const unscoped = await start({ users: 3 })
  unscoped.sandbox.scopes.delete('usergroups:read')
  for (const [{ client }, code] of [
    [free, 'vendor_plan_required'],
    [unscoped, 'vendor_forbidden'],
  ] as const) {
    const { users, usergroups } = await readEverything(slack, client)
    assert.ok(!(users instanceof AppError))
    assert.ok(isAppError(usergroups, code))
  }
  assert.equal(slack.streams['usergroups']!.optional, true)
  assert.equal(slack.streams['users']!.optional, undefined)
})

test('members of user groups come with the list', async () => {
  const { sandbox, client } = await start({ users: 9, groups: 2 })
  const { usergroups } = await readEverything(slack, client)
  assert.ok(usergroups !== undefined && !(usergroups instanceof AppError))
  assert.deepEqual(
    usergroups.records.map((group) => (group as EntitlementRecord).members),
    sandbox.state.view.groups.map(({ members }) => [...members]),
  )
})

test('an expired cursor is refused as a bad request, so that the list is read again', async () => {
  const { sandbox, client } = await start({ users: 300 })
  const reader = openReader(slack, 'users', { client, context: { settings: {} } })
  sandbox.plan({
    when: (request, nth) => request.path === '/api/users.list' && nth === 2,
    do: { kind: 'body', body: { ok: false, error: 'invalid_cursor' } },
  })
  await assert.rejects(readAll(reader), (error) => isAppError(error, 'vendor_bad_request'))
})

test('a deactivated member is asked for by id like any other', async () => {
  const { sandbox, client } = await start({ users: 3 })
  const { id } = sandbox.state.view.users[1]!
  sandbox.state.deactivate(id)
  const reader = openReader(slack, 'users', { client, context: { settings: {} } })
  const answer = await reader.readOne!(id)
  assert.ok(!answer.gone)
  const read = reader.record(answer.raw)
  assert.ok(read.ok && (read.record as AccountRecord).status === 'inactive')
  sandbox.plan({
    when: everyCall('/api/users.info'),
    do: { kind: 'body', body: { ok: false, error: 'user_not_visible' } },
  })
  await assert.rejects(reader.readOne!(id), (error) => isAppError(error, 'vendor_forbidden'))
})
