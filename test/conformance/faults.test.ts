import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { AppError, isAppError, type ErrorCode, type Recovery } from '#base/errors.ts'
import { isFactKind } from '#kit/define.ts'
import { openReader, type StreamReader } from '#kit/reader.ts'
import type { Effect } from '#kit/sandbox-faults.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { connectorSurfaces } from '../helpers/connectors.ts'
import { listContext, syncContext } from '../helpers/read-all.ts'
import { vendorClient } from '../helpers/vendor-client.ts'

/** What a list that is answered so must end with: never with records. */
const FAILURES: readonly { effect: Effect; codes: readonly ErrorCode[]; recovery: Recovery; retryAfterMs?: number }[] =
  [
    { effect: { kind: 'status', status: 400 }, codes: ['vendor_bad_request'], recovery: 'abort' },
    { effect: { kind: 'status', status: 401 }, codes: ['vendor_unauthorized'], recovery: 'reconnect' },
    { effect: { kind: 'status', status: 403 }, codes: ['vendor_forbidden'], recovery: 'reconnect' },
    { effect: { kind: 'status', status: 404 }, codes: ['vendor_not_found'], recovery: 'fix-input' },
    {
      effect: { kind: 'status', status: 429, headers: { 'retry-after': '1' } },
      codes: ['vendor_rate_limited'],
      recovery: 'retry',
      retryAfterMs: 1_000,
    },
    ...[500, 502, 503, 504].map((status) => ({
      effect: { kind: 'status', status } as const,
      codes: ['vendor_unavailable'] as const,
      recovery: 'retry' as const,
    })),
    { effect: { kind: 'reset' }, codes: ['vendor_unavailable'], recovery: 'retry' },
    ...(
      ['html', 'empty body', 'null', 'truncated json', 'nan', 'utf-16', 'wrong content type', 'duplicate keys'] as const
    ).map((kind) => ({
      effect: { kind },
      codes: ['vendor_bad_response'] as const,
      recovery: 'abort' as const,
    })),
    { effect: { kind: 'gzip bomb' }, codes: ['vendor_too_large'], recovery: 'abort' },
    { effect: { kind: 'huge body' }, codes: ['vendor_too_large'], recovery: 'abort' },
    { effect: { kind: 'body', body: {} }, codes: ['vendor_bad_response'], recovery: 'abort' },
    {
      effect: { kind: 'body', body: { ok: false, error: 'something new' } },
      codes: ['vendor_bad_response'],
      recovery: 'abort',
    },
    {
      effect: { kind: 'edit', run: blankLists },
      codes: ['vendor_bad_response'],
      recovery: 'abort',
    },
  ]

/**
 * Puts an object where each list is, on top or in an envelope; in a body without one, a list where each object is: what a
 * vendor that has changed its format sends.
 */
function blankLists(body: unknown): void {
  if (bendLists(body)) return
  const fields = body as Record<string, unknown>
  for (const name of Object.keys(fields)) if (typeof fields[name] === 'object') fields[name] = ['first']
}

/** @returns whether there was a list. */
function bendLists(body: unknown): boolean {
  const fields = body as Record<string, unknown>
  const lists = Object.keys(fields).filter((name) => Array.isArray(fields[name]) && name !== 'schemas')
  for (const name of lists) fields[name] = { first: 1 }
  if (lists.length > 0) return true
  const inner = Object.values(fields).filter((value) => typeof value === 'object' && value !== null)
  return inner.map(bendLists).includes(true)
}

for (const { id, connector, startSandbox } of await connectorSurfaces()) {
  const lists = Object.entries(connector.streams).filter(([, stream]) => stream.forEach === undefined)

  /** Hands out readers, each with a client of its own: a vendor that says "wait" holds up the whole client. */
  const withReaders = async (
    name: string,
    run: (open: () => Promise<StreamReader>, sandbox: Sandbox) => Promise<void>,
  ) => {
    const sandbox = await startSandbox({ users: 20, groups: 3 })
    try {
      await run(async () => {
        const client = vendorClient(connector, sandbox)
        const context = listContext(connector, name, await syncContext(connector, client))
        return openReader(connector, name, { client, context })
      }, sandbox)
    } finally {
      await sandbox.close()
    }
  }

  /** The path of a list, which a connector's request names below its host; of its first part where it has several. */
  const isListCall = (path: string, name: string) => {
    const { request, partitions } = connector.streams[name]!
    const parts = request
      .split(' ')[1]!
      .replaceAll(/\{(\w+)\}/g, (_, part: string) =>
        String((Array.isArray(partitions) && partitions[0]?.[part]) || '[^/]+'),
      )
    return new RegExp(`${parts}$`).test(path)
  }

  suite(id, () => {
    for (const [name, stream] of lists) {
      test(`${name}: every bad answer is an error with the right recovery, never an empty list`, () =>
        withReaders(name, async (open, sandbox) => {
          const healthy = await open()
          const text = (await healthy.fetch(healthy.first())).response.body.toString()
          const hasLists = !Array.isArray(JSON.parse(text)) && text.includes('[')
          for (const { effect, codes, recovery, retryAfterMs } of FAILURES) {
            // A list without an envelope, or one that is an object, has no place to bend; `{}` is its other form.
            if (effect.kind === 'edit' && !hasLists) continue
            const what = `${effect.kind} ${'status' in effect ? effect.status : ''}`
            const reader = await open()
            const fault = sandbox.plan({ when: ({ path }) => isListCall(path, name), do: effect })
            const outcome = await reader
              .fetch(reader.first())
              .then((page) => reader.parse(page))
              .catch((error: unknown) => error)
            fault.cancel()
            assert.ok(fault.fired > 0, `${what} fired`)
            assert.ok(outcome instanceof AppError, `${what} is an error`)
            assert.ok(codes.includes(outcome.code), `${what}: ${outcome.code}`)
            assert.equal(outcome.recovery, recovery, what)
            assert.equal(outcome.retryAfterMs, retryAfterMs, what)
            assert.doesNotMatch(
              outcome.message,
              /planned fault|127\.0\.0\.1|http:/,
              `${what}: nothing of the vendor's in public`,
            )
          }
        }))

      // Who holds what, or did what, is named by ids that each have the vendor's own name.
      if (stream.kind === 'memberships' || isFactKind(stream.kind)) continue
      test(`${name}: a broken record is one record, and the reason holds no value`, () =>
        withReaders(name, async (open, sandbox) => {
          const reader = await open()
          const readFirst = async (effect: Effect) => {
            const fault = sandbox.plan({ when: ({ path }) => isListCall(path, name), times: 1, do: effect })
            const page = reader.parse(await reader.fetch(reader.first()))
            assert.equal(fault.fired, 1)
            return page.raws.map((raw) => reader.record(raw))
          }
          const healthy = await readFirst({ kind: 'delay', ms: 0 })
          assert.ok(healthy.every(({ ok }) => ok))
          // A list may be one kind of record among others, so the first one is what the stream takes for it.
          const id = stream.id ?? 'id'
          const withId = (make: (id: unknown) => unknown): Effect => ({
            kind: 'edit',
            run: (body) => {
              const first = findList(stream.records(body, { settings: {} }))[0]!
              first[id] = make(first[id])
            },
          })
          for (const [kind, make] of [
            ['missing id', () => undefined],
            ['wrong type', (value: unknown) => ({ value })],
          ] as const) {
            const [first, ...rest] = await readFirst(withId(make))
            assert.ok(!first!.ok && first!.externalId === null, `${kind}: no record without the vendor's id`)
            assert.ok(first!.why.startsWith(`${id}: `), first!.why)
            assert.deepEqual(rest, healthy.slice(1), `${kind}: the others are read`)
          }
          const [numbered] = await readFirst(withId(() => 4_711))
          assert.ok(
            numbered!.ok && 'externalId' in numbered!.record && numbered!.record.externalId === '4711',
            'an id is text, however it is sent',
          )
          const [texted] = await readFirst(withId(() => '4711'))
          assert.deepEqual(texted, numbered)
          for (const wrong of ['no-record', 7, null, []]) assert.equal(reader.record(wrong).ok, false)
        }))
    }

    test('a vendor without a place for one by id is not a proof that someone is gone', async () => {
      const [name] = lists.find(([, { kind }]) => kind === 'accounts')!
      await withReaders(name, async (open, sandbox) => {
        const reader = await open()
        const { id: someone, email } = sandbox.state.view.users[0]!
        // So that it is this call that goes wrong, and not the one for a token.
        await reader.readOne!(someone, undefined, email)
        for (const [effect, code] of [
          [{ kind: 'status', status: 403 }, 'vendor_forbidden'],
          [{ kind: 'status', status: 500 }, 'vendor_unavailable'],
          [{ kind: 'html' }, 'vendor_bad_response'],
          [{ kind: 'null' }, 'vendor_bad_response'],
          [{ kind: 'body', body: {} }, 'vendor_bad_response'],
        ] as const) {
          const fault = sandbox.plan({ when: () => true, times: 1, do: effect })
          await assert.rejects(
            reader.readOne!(someone, undefined, email),
            (error) => isAppError(error, code),
            effect.kind,
          )
          assert.equal(fault.fired, 1)
        }
      })
    })
  })
}

function findList(list: unknown[] | undefined): Record<string, unknown>[] {
  assert.ok(list)
  return list as Record<string, unknown>[]
}
