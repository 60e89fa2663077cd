import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { request as send } from 'undici'
import { startRollcall, type FinishedSync, type RunningRollcall } from '../helpers/running-rollcall.ts'

const PASSWORD = 'correct horse battery staple'
const TOKEN = 'test_token_admin'

const servers: ChildProcess[] = []
let rollcall: RunningRollcall

/** A server that none of us wrote, in a process of its own. Gives its address. */
async function start(file: string, env: Record<string, string>): Promise<string> {
  const server = spawn(process.execPath, [join(import.meta.dirname, file)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  servers.push(server)
  return new Promise((found, failed) => {
    server.once('exit', () => failed(new Error(`${file} ended before it listened`)))
    server.stdout.on('data', (text: Buffer) => {
      const url = /http:\/\/\S+/.exec(text.toString())?.[0]
      if (url !== undefined) found(url)
    })
  })
}

before(async () => {
  rollcall = await startRollcall()
})

after(async () => {
  await rollcall?.stop()
  for (const server of servers) server.kill()
})

type Review = {
  ok: boolean
  problems: { path: string; message: string }[]
  accounts: { account: Record<string, unknown> }[]
}

/** What an admin does: reviews the response, saves, connects, launches. Gives the connection's id. */
async function connect(
  definition: object,
  method: string,
  credential: Record<string, string>,
): Promise<{ id: string; review: Review }> {
  const tried = await rollcall.call<Review>('POST', '/custom-connectors/test', { definition, method, credential })
  assert.equal(tried.status, 200, JSON.stringify(tried.body))
  const custom = await rollcall.call<{ id: string; name: string }>('POST', '/custom-connectors', definition)
  assert.equal(custom.status, 201, JSON.stringify(custom.body))
  const created = await rollcall.call<{ id: string }>('POST', '/connections', {
    connector: custom.body.id,
    name: custom.body.name,
    method,
    credential,
    selection: 'people_and_accounts',
    preference: 'create_and_update',
    deactivate: true,
    smart: true,
  })
  assert.equal(created.status, 201, JSON.stringify(created.body))
  const launched = await rollcall.call('POST', `/connections/${created.body.id}/launch`, {})
  assert.equal(launched.status, 200, JSON.stringify(launched.body))
  return { id: created.body.id, review: tried.body }
}

const none = { created: 0, updated: 0, unchanged: 0, deactivated: 0, reactivated: 0, skipped: 0, failed: 0 }
const ended = ({ state, error, counts }: FinishedSync) => ({ state, error, counts })

test('Better Auth, signed in by session, paged by limit and offset: loaded, unchanged, changed, one gone, to the exact figure', async () => {
  const url = await start('user-server.mjs', { READER_PASSWORD: PASSWORD })
  const auth = `${url}/api/auth`
  const post = async (path: string, body: object, token?: string) => {
    const response = await send(`${auth}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    })
    const answer = (await response.body.json()) as { token: string; user: { id: string } }
    assert.equal(response.statusCode, 200, JSON.stringify(answer))
    return answer
  }
  const { token } = await post('/sign-in/email', { email: 'reader@company.test', password: PASSWORD })
  const ids: string[] = []
  for (let n = 0; n < 30; n++) {
    const person = {
      email: `person.${n}@company.test`,
      name: `Person ${n}`,
      password: PASSWORD,
      role: n === 3 ? 'admin' : 'user',
    }
    ids.push((await post('/admin/create-user', person, token)).user.id)
  }

  const { id, review } = await connect(
    {
      name: 'Better Auth',
      baseUrl: auth,
      auth: [{ method: 'session', loginUrl: `${auth}/sign-in/email` }],
      accounts: {
        path: '/admin/list-users',
        query: { sortBy: 'createdAt' },
        records: 'users',
        paging: { style: 'offset', param: 'offset', sizeParam: 'limit', pageSize: 10 },
        total: { path: 'total' },
        one: { path: '/admin/get-user', query: { id: '{id}' } },
        fields: {
          externalId: 'id',
          email: 'email',
          username: 'email',
          displayName: 'name',
          role: 'role',
          createdAt: 'createdAt',
        },
        status: { source: 'banned', values: { true: 'suspended', false: 'active' }, absent: 'active' },
        flags: { isAdmin: { source: 'role', values: ['admin'] } },
      },
    },
    'session',
    { username: 'reader@company.test', password: PASSWORD, usernameParam: 'email', tokenPath: 'token' },
  )
  assert.deepEqual([review.ok, review.problems], [true, []])

  assert.deepEqual(ended(await rollcall.sync(id)), {
    state: 'done',
    error: null,
    counts: { ...none, read: 31, created: 31 },
  })
  const [admin] = await rollcall.all<{ isAdmin: boolean; status: string }>(
    `/accounts?connection_id=${id}&search=person.3@`,
  )
  assert.deepEqual([admin!.isAdmin, admin!.status], [true, 'active'])
  assert.deepEqual(ended(await rollcall.sync(id)).counts, { ...none, read: 31, unchanged: 31 })

  await post('/admin/ban-user', { userId: ids[10] }, token)
  await post('/admin/remove-user', { userId: ids[11] }, token)
  // Its third sync: still one that asks.
  const held = await rollcall.sync(id)
  assert.equal(held.state, 'held')
  const parked = await rollcall.all<{ externalId: string }>(`/syncs/${held.id}/changes?state=held`)
  assert.deepEqual(parked.map(({ externalId }) => externalId).toSorted(), ids.slice(10, 12).toSorted())
  const approved = await rollcall.call<FinishedSync>('POST', `/syncs/${held.id}/approve`)
  assert.deepEqual([approved.body.state, approved.body.counts['deactivated']], ['done', 2])
  const inactive = await rollcall.all<{ externalId: string }>(`/accounts?connection_id=${id}&status=inactive`)
  assert.deepEqual(
    inactive.map(({ externalId }) => externalId),
    [ids[11]],
  )
})

test('a GitHub API, by bearer token, paged by Link header, each user asked for their details', async () => {
  const url = await start('github-server.mjs', { USERS: '65' })
  const { id, review } = await connect(
    {
      name: 'GitHub users',
      baseUrl: url,
      auth: [{ method: 'bearer' }],
      accounts: {
        path: '/users',
        paging: { style: 'link-header', sizeParam: 'per_page', pageSize: 30 },
        detail: { path: '/users/{{list_response_item.login}}' },
        fields: {
          externalId: 'list_response_item.id',
          username: 'list_response_item.login',
          email: 'detail_response.email',
          displayName: 'detail_response.name',
        },
        status: { always: 'active' },
        data: [{ name: 'Company', source: 'detail_response.company' }],
      },
    },
    'bearer',
    { token: TOKEN },
  )
  assert.deepEqual(
    review.problems.map(({ path }) => path),
    [],
    JSON.stringify(review.problems),
  )
  const first = await rollcall.sync(id)
  assert.equal(first.state, 'done', JSON.stringify(first.error))
  const [person] = await rollcall.all<{
    username: string
    email: string
    displayName: string
    fields: Record<string, string>
  }>(`/accounts?connection_id=${id}&search=person.17@`)
  assert.deepEqual(
    [person!.username, person!.email, person!.displayName, person!.fields['Company']],
    ['user17', 'person.17@company.test', 'Person 17', 'Sales'],
  )
  const listed = await rollcall.all<{ username: string }>(`/accounts?connection_id=${id}`)
  for (let n = 0; n < 65; n++)
    assert.ok(
      listed.some(({ username }) => username === `user${n}`),
      `user${n} is there`,
    )
  const again = await rollcall.sync(id)
  assert.deepEqual([again.state, again.counts['unchanged']], ['done', first.counts['created']])
})
