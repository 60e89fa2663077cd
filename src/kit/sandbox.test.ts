import assert from 'node:assert/strict'
import { get, request as send, type IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { Directory } from './sandbox-directory.ts'
import { everyCall, nthCall, offsetAt, placeOf, type Effect } from './sandbox-faults.ts'
import { inventPerson } from './sandbox-people.ts'
import { pageSize, serveSandbox, type Sandbox } from './sandbox.ts'

type List = { users: Record<string, unknown>[]; next?: string; total: number }

async function startToy(users = 5): Promise<Sandbox> {
  const state = new Directory({ seed: 1, users, userId: (number) => `u${number}` })
  return serveSandbox({
    state,
    hosts: { api: '/api' },
    credentials: { token: { token: 't' } },
    scopes: new Set(),
    shape: {
      list: (body) => (body as Partial<List> | null)?.users,
      placeParam: 'cursor',
      setNext: (response, place) => void ((response.body as List).next = place),
      moveTotal: (response, by) => void ((response.body as List).total += by),
    },
    answer: ({ query }, view) => {
      const start = offsetAt(query.get('cursor'))
      if (start === null) return { status: 400, body: { error: 'bad cursor' } }
      const users = view.users.slice(start, start + 2).map(({ id }) => ({ id }))
      return {
        status: 200,
        body: {
          users,
          total: view.users.length,
          ...(start + 2 < view.users.length ? { next: placeOf(start + 2) } : {}),
        },
      }
    },
    tooMany: (seconds) => ({ status: 429, headers: { 'retry-after': String(seconds) }, body: { error: 'slow down' } }),
    isRead: ({ path }) => path === '/api/token',
  })
}

async function body(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of message) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

function fetchRaw(
  url: string,
  method = 'GET',
): Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }> {
  return new Promise((resolve, reject) => {
    send(url, { method, agent: false }, (message) => {
      body(message).then(
        (bytes) => resolve({ status: message.statusCode!, headers: message.headers, body: bytes }),
        reject,
      )
    })
      .on('error', reject)
      .end()
  })
}

const fetchList = async (sandbox: Sandbox, cursor?: string) =>
  JSON.parse(
    (await fetchRaw(`${sandbox.hosts['api']}/users${cursor === undefined ? '' : `?cursor=${cursor}`}`)).body.toString(),
  ) as List

const ids = (list: List) => list.users.map((user) => user['id'])

/** Runs with one fault on the first call of the list, and sees that it fired. */
async function withFault<Result>(effect: Effect, run: (sandbox: Sandbox) => Promise<Result>): Promise<Result> {
  const sandbox = await startToy()
  try {
    const fault = sandbox.plan({ when: nthCall('/api/users', 1), do: effect })
    const result = await run(sandbox)
    assert.equal(fault.fired, 1, 'the fault fired')
    assert.deepEqual(sandbox.calls[0]!.faults, [effect.kind])
    return result
  } finally {
    await sandbox.close()
  }
}

test('invented people are the same for the same seed, and no two share an address', () => {
  assert.deepEqual(inventPerson(1, 7), inventPerson(1, 7))
  assert.notDeepEqual(inventPerson(1, 7), inventPerson(2, 7))
  assert.equal(new Set(Array.from({ length: 5_000 }, (_, number) => inventPerson(1, number).email)).size, 5_000)
})

test('a directory is changed by name, and a removed person comes back as they were', () => {
  const state = new Directory({ seed: 1, users: 20, groups: 2, userId: (number) => `u${number}` })
  assert.equal(state.view.users.length, 20)
  assert.deepEqual(
    state.view.groups.map(({ members }) => members.size),
    [20, 10],
  )
  assert.equal(state.user('u9').managerId, 'u1')
  state.deactivate('u3')
  assert.equal(state.user('u3').active, false)
  const removed = state.remove('u4')
  assert.equal(state.find('u4'), undefined)
  assert.equal(state.group('group-0')!.members.has('u4'), false)
  assert.equal(state.restore('u4').email, removed.email)
  assert.equal(state.add().id, 'u20', 'a number is never used twice')
  assert.ok(state.change('u5', { title: 'Boss' }).updatedAt > state.user('u6').updatedAt)
})

test('every call is recorded, and those that could change something apart', async () => {
  const sandbox = await startToy()
  await fetchList(sandbox, placeOf(2))
  await fetchRaw(`${sandbox.hosts['api']}/token`, 'POST')
  await fetchRaw(`${sandbox.hosts['api']}/users/u1`, 'DELETE')
  assert.deepEqual(
    sandbox.calls.map(({ method, path, query, status }) => ({ method, path, query, status })),
    [
      { method: 'GET', path: '/api/users', query: { cursor: placeOf(2) }, status: 200 },
      { method: 'POST', path: '/api/token', query: {}, status: 200 },
      { method: 'DELETE', path: '/api/users/u1', query: {}, status: 200 },
    ],
  )
  assert.deepEqual(
    sandbox.writes.map(({ method }) => method),
    ['DELETE'],
  )
  await sandbox.close()
})

test('a rate limit answers one call too many with a time to come back', async () => {
  const sandbox = await startToy()
  sandbox.rateLimit = { requests: 2, perMs: 60_000 }
  const answers = [
    await fetchRaw(sandbox.hosts['api']!),
    await fetchRaw(sandbox.hosts['api']!),
    await fetchRaw(sandbox.hosts['api']!),
  ]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 429],
  )
  const wait = Number(answers[2]!.headers['retry-after'])
  assert.ok(wait > 55 && wait <= 60, String(wait))
  await sandbox.close()
})

test('each fault of the body does what its name says', async () => {
  const bytes = (effect: Effect) =>
    withFault(effect, async (sandbox) => (await fetchRaw(`${sandbox.hosts['api']}/users`)).body)
  const text = async (effect: Effect) => (await bytes(effect)).toString()
  assert.match(await text({ kind: 'html' }), /^<!doctype html>/)
  assert.equal(await text({ kind: 'empty body' }), '')
  assert.equal(await text({ kind: 'null' }), 'null')
  for (const kind of ['truncated json', 'nan'] as const) {
    const broken = await text({ kind })
    assert.throws(() => JSON.parse(broken) as unknown, `${kind} is not JSON`)
    assert.match(broken, /^\{/)
  }
  assert.deepEqual((await bytes({ kind: 'utf-16' })).subarray(0, 2), Buffer.from([0xff, 0xfe]))
  assert.match(await text({ kind: 'duplicate keys' }), /"twice":1,"twice":2/)
  assert.ok((await bytes({ kind: 'gzip bomb' })).length < 100_000)
  const list = (effect: Effect) => withFault(effect, (sandbox) => fetchList(sandbox))
  assert.deepEqual(ids(await list({ kind: 'duplicate ids' })), ['u0', 'u0'])
  assert.deepEqual(ids(await list({ kind: 'missing id' })), [undefined, 'u1'])
  assert.deepEqual(ids(await list({ kind: 'id as number' })), [4_711, 'u1'])
  assert.deepEqual(ids(await list({ kind: 'wrong type' })), [{ value: 'u0' }, 'u1'])
  assert.equal((await list({ kind: 'total off', by: 3 })).total, 8)
  assert.deepEqual(await list({ kind: 'body', body: { ok: false } }), { ok: false })
})

test('a vendor that shows too few believes so itself', async () => {
  const list = (effect: Effect) => withFault(effect, (sandbox) => fetchList(sandbox))
  assert.deepEqual(await list({ kind: 'empty list' }), { users: [], total: 0 })
  assert.equal((await list({ kind: 'part of the list', share: 0.6 })).total, 3)
})

test('pages go wrong as planned: repeated cursors, repeated pages, empty pages, rows that move', async () => {
  const second = placeOf(2)
  assert.equal((await withFault({ kind: 'repeat cursor' }, (sandbox) => fetchList(sandbox, second))).next, second)
  assert.deepEqual(ids(await withFault({ kind: 'repeat page' }, (sandbox) => fetchList(sandbox, second))), ['u0', 'u1'])
  const endless = await withFault({ kind: 'endless cursors' }, (sandbox) => fetchList(sandbox, second))
  assert.deepEqual(ids(endless), ['u0', 'u1'])
  assert.notEqual(endless.next, second)
  await withFault({ kind: 'empty page with next' }, async (sandbox) => {
    const empty = await fetchList(sandbox, second)
    assert.deepEqual(empty.users, [])
    assert.notEqual(empty.next, second)
    assert.deepEqual(ids(await fetchList(sandbox, empty.next)), ['u2', 'u3'], 'its cursor leads to what it left out')
  })
  const moved = await withFault({ kind: 'before', run: (state) => void state.remove('u0') }, (sandbox) =>
    fetchList(sandbox, second),
  )
  assert.deepEqual(ids(moved), ['u3', 'u4'])
})

test('the connection goes wrong as planned: reset, hang, drip, a body without end', async () => {
  await withFault({ kind: 'reset' }, (sandbox) =>
    assert.rejects(fetchRaw(`${sandbox.hosts['api']}/users`), /ECONNRESET|socket hang up/),
  )

  const heard = (kind: 'hang' | 'huge body' | 'drip', enough: number) =>
    withFault(kind === 'drip' ? { kind, everyMs: 1 } : { kind }, (sandbox) => {
      const { promise, resolve } = Promise.withResolvers<number>()
      let received = 0
      const request = get(`${sandbox.hosts['api']}/users`, { agent: false }, (message) => {
        message.on('error', () => {})
        message.on('data', (piece: Buffer) => {
          received += piece.length
          if (received >= enough) {
            request.destroy()
            resolve(received)
          }
        })
      })
      // A hang is told from an answer that is merely slow by a second call that comes back first.
      request.on('error', () => resolve(received))
      request.on(
        'socket',
        () => void (kind === 'hang' && fetchRaw(`${sandbox.hosts['api']}/other`).then(() => request.destroy())),
      )
      return promise
    })
  assert.equal(await heard('hang', 1), 0)
  assert.ok((await heard('huge body', 33 * 1024 * 1024)) >= 33 * 1024 * 1024)
  assert.ok((await heard('drip', 5)) < 20, 'a few bytes at a time')
})

test('a fault fires as often as it is allowed to, and not after it is cancelled', async () => {
  const sandbox = await startToy()
  const twice = sandbox.plan({
    when: everyCall('/api/users'),
    times: 2,
    do: { kind: 'status', status: 503, headers: { 'retry-after': '1' } },
  })
  const status = async () => (await fetchRaw(`${sandbox.hosts['api']}/users`)).status
  assert.deepEqual([await status(), await status(), await status()], [503, 503, 200])
  const always = sandbox.plan({ when: everyCall('/api/users'), do: { kind: 'status', status: 500 } })
  assert.equal(await status(), 500)
  always.cancel()
  assert.equal(await status(), 200)
  assert.deepEqual([twice.fired, always.fired], [2, 1])
  await sandbox.close()
})

test('a page is never larger than the vendor allows', () => {
  assert.deepEqual(
    [
      pageSize(null, 100, 200),
      pageSize('50', 100, 200),
      pageSize('999', 100, 200),
      pageSize('x', 100, 200),
      pageSize('0', 100, 200),
    ],
    [100, 50, 200, 100, 100],
  )
})
