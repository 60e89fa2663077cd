import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { request as send } from 'undici'
import { startRollcall, type FinishedSync, type RunningRollcall } from '../helpers/running-rollcall.ts'

const USERS = 1_000
const TOKEN = 'a-token-of-the-vendor'
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User'
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

let server: ChildProcess
let vendor: string
let rollcall: RunningRollcall
let connectionId: string
const ids: string[] = []

async function scim(
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const response = await send(`${vendor}/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/scim+json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.body.text()
  assert.ok(response.statusCode < 300, `${method} ${path}: ${response.statusCode} ${text}`)
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

const create = async (n: number) =>
  String(
    (
      await scim('POST', '/Users', {
        schemas: [USER, ENTERPRISE],
        userName: `user${n}`,
        name: { givenName: `Given ${n}`, familyName: `Family ${n}` },
        displayName: `Person ${n}`,
        title: 'Engineer',
        active: true,
        emails: [{ value: `person.${n}@company.test`, type: 'work', primary: true }],
        [ENTERPRISE]: { department: n % 2 ? 'Sales' : 'Research', employeeNumber: String(n) },
      })
    )['id'],
  )
const replace = (id: string, path: string, value: unknown) =>
  scim('PATCH', `/Users/${id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path, value }],
  })
const none = { created: 0, updated: 0, unchanged: 0, deactivated: 0, reactivated: 0, skipped: 0, failed: 0 }
const ended = (sync: FinishedSync) => ({ state: sync.state, error: sync.error, counts: sync.counts })
const withStatus = async (status: string) =>
  (await rollcall.all<{ externalId: string }>(`/accounts?connection_id=${connectionId}&status=${status}`))
    .map((account) => account.externalId)
    .sort()

before(async () => {
  server = spawn(process.execPath, [join(import.meta.dirname, 'scim-server.mjs')], {
    env: { ...process.env, SCIM_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const port = await new Promise<string>((found) =>
    server.stdout!.once('data', (text: Buffer) => found(/(\d+)/.exec(text.toString())![1]!)),
  )
  vendor = `http://127.0.0.1:${port}`
  for (let n = 0; n < USERS; n++) ids.push(await create(n))
  await scim('POST', '/Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'First ten',
    members: ids.slice(0, 10).map((value) => ({ value })),
  })
  rollcall = await startRollcall()
  const created = await rollcall.call<{ id: string }>('POST', '/connections', {
    connector: 'scim',
    name: 'Company SCIM',
    method: 'bearer',
    credential: { token: TOKEN },
    hosts: { scim: `${vendor}/scim/v2` },
    selection: 'people_and_accounts',
    preference: 'create_and_update',
    deactivate: true,
    smart: true,
  })
  assert.equal(created.status, 201, JSON.stringify(created.body))
  connectionId = created.body.id
  assert.equal((await rollcall.call('POST', `/connections/${connectionId}/launch`, {})).status, 200)
})

after(async () => {
  await rollcall?.stop()
  server?.kill()
})

test('a SCIM server that is not ours: first load, no change, changes, leavers, joiners and returners, to the exact figure', async () => {
  assert.deepEqual(ended(await rollcall.sync(connectionId)), {
    state: 'done',
    error: null,
    counts: { ...none, read: USERS, created: USERS },
  })
  const people = await rollcall.all<{ displayName: string; department: string; title: string; role: string }>(
    '/people?search=person.17@',
  )
  assert.deepEqual(
    people.map(({ displayName, department, title, role }) => ({ displayName, department, title, role })),
    [{ displayName: 'Person 17', department: 'Sales', title: 'Engineer', role: 'Employee' }],
  )
  const [group] = await rollcall.all<{ name: string; accountCount: number }>(
    `/entitlements?connection_id=${connectionId}&kind=group`,
  )
  assert.deepEqual({ name: group!.name, accountCount: group!.accountCount }, { name: 'First ten', accountCount: 10 })

  assert.deepEqual(ended(await rollcall.sync(connectionId)), {
    state: 'done',
    error: null,
    counts: { ...none, read: USERS, unchanged: USERS },
  })

  for (const id of ids.slice(0, 10)) await replace(id, 'title', 'Director')
  for (const id of ids.slice(10, 15)) await replace(id, 'active', false)
  for (const id of ids.slice(15, 20)) await scim('DELETE', `/Users/${id}`)
  for (let n = 0; n < 5; n++) ids.push(await create(USERS + n))
  assert.deepEqual(ended(await rollcall.sync(connectionId)), {
    state: 'done',
    error: null,
    counts: { ...none, read: USERS, created: 5, updated: 10, deactivated: 10, unchanged: USERS - 20 },
  })
  assert.deepEqual(await withStatus('suspended'), ids.slice(10, 15).sort())
  assert.deepEqual(await withStatus('inactive'), ids.slice(15, 20).sort())
  const [leaver] = await rollcall.all<{ status: string }>('/people?search=person.16@')
  assert.equal(leaver!.status, 'inactive', 'the person follows the only source')

  for (const id of ids.slice(15, 18)) await send(`${vendor}/undelete/${id}`, { method: 'POST' })
  assert.deepEqual(ended(await rollcall.sync(connectionId)), {
    state: 'done',
    error: null,
    counts: { ...none, read: USERS + 3, reactivated: 3, unchanged: USERS },
  })
  assert.deepEqual(await withStatus('inactive'), ids.slice(18, 20).sort())
})

test('sixty leavers at once are held with their names; refused, nobody is inactive; approved, exactly they are', async () => {
  const leaving = ids.slice(100, 160).sort()
  for (const id of leaving) await scim('DELETE', `/Users/${id}`)
  const standing = await withStatus('inactive')
  const held = await rollcall.sync(connectionId)
  assert.deepEqual(
    { state: held.state, rules: held.hold?.map((hold) => hold.rule) },
    { state: 'held', rules: ['missing'] },
  )
  const parked = await rollcall.all<{ externalId: string; action: string; name: string }>(
    `/syncs/${held.id}/changes?state=held`,
  )
  assert.deepEqual(parked.map((change) => change.externalId).sort(), leaving)
  assert.ok(parked.every((change) => change.action === 'deactivate' && change.name.startsWith('Person ')))
  assert.deepEqual(await withStatus('inactive'), standing)
  assert.equal((await rollcall.call('POST', `/syncs/${held.id}/discard`)).status, 200)
  assert.deepEqual(await withStatus('inactive'), standing)
  const again = await rollcall.sync(connectionId)
  assert.equal(again.state, 'held')
  const approved = await rollcall.call<FinishedSync>('POST', `/syncs/${again.id}/approve`)
  assert.deepEqual(
    { status: approved.status, state: approved.body.state, deactivated: approved.body.counts['deactivated'] },
    { status: 200, state: 'done', deactivated: 60 },
  )
  assert.deepEqual(await withStatus('inactive'), [...standing, ...leaving].sort())
  const undone = await rollcall.call('POST', `/syncs/${again.id}/undo`)
  assert.equal(undone.status, 200, JSON.stringify(undone.body))
  assert.deepEqual(await withStatus('inactive'), standing)
})

test('a sync only reads: the vendor saw nothing but GET from Rollcall', async () => {
  const response = await send(`${vendor}/requests`)
  const requests = (await response.body.json()) as Record<string, number>
  const ours = Object.keys(requests).filter((key) => key.includes('Rollcall'))
  assert.deepEqual(
    ours.map((key) => key.split(' ')[0]),
    ['GET'],
  )
})
