import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError, isAppError } from '#base/errors.ts'
import { withRetries } from './retry.ts'
import { statusError } from './status-error.ts'

/** Runs with waits that are written down instead of waited. */
function harness(errors: (Error | undefined)[], random = 0.5) {
  const waits: number[] = []
  let calls = 0
  const options = { random: () => random, sleep: async (ms: number) => void waits.push(ms) }
  const fn = async () => {
    const error = errors[calls++]
    if (error) throw error
    return 'done'
  }
  return { fn, options, waits, calls: () => calls }
}

const unavailable = () => new AppError('vendor_unavailable')

test('five tries, then the last error', async () => {
  const { fn, options, waits, calls } = harness(Array.from({ length: 9 }, unavailable))
  await assert.rejects(withRetries(fn, options), (error) => isAppError(error, 'vendor_unavailable'))
  assert.equal(calls(), 5)
  assert.deepEqual(waits, [250, 500, 1_000, 2_000])
})

test('without a word from the vendor the wait is drawn from all between nothing and a growing limit', async () => {
  for (const [random, expected] of [
    [0, [0, 0, 0, 0]],
    [1, [500, 1_000, 1_500, 1_500]],
  ] as const) {
    const { fn, options, waits } = harness([unavailable(), unavailable(), unavailable(), unavailable()], random)
    assert.equal(await withRetries(fn, { ...options, maxMs: 1_500 }), 'done')
    assert.deepEqual(waits, expected)
  }
})

test('an error that trying again cannot help is thrown at once', async () => {
  for (const error of [new AppError('vendor_unauthorized'), new AppError('vendor_bad_request'), new Error('ours')]) {
    const { fn, options, calls } = harness([error])
    await assert.rejects(withRetries(fn, options), error)
    assert.equal(calls(), 1)
  }
})

test('the wait that a vendor asks for is never cut short, and at most a tenth longer', async () => {
  for (const seconds of [1, 5, 30, 60]) {
    for (const random of [0, 0.999_999]) {
      const error = statusError({ status: 429, headers: { 'retry-after': String(seconds) }, receivedAt: new Date() })
      const { fn, options, waits } = harness([error], random)
      assert.equal(await withRetries(fn, options), 'done')
      const [wait = 0] = waits
      assert.ok(wait >= seconds * 1000 && wait <= seconds * 1100, `${wait} ms for ${seconds} s`)
    }
  }
})

test('"at once" is no reason to hammer', async () => {
  const { fn, options, waits } = harness([new AppError('vendor_rate_limited', { retryAfterMs: 0 })])
  await withRetries(fn, options)
  assert.deepEqual(waits, [250])
})

test('a wait of more than a minute is not waited but handed up, whatever the status was', async () => {
  for (const status of [429, 503]) {
    const error = statusError({ status, headers: { 'retry-after': '61' }, receivedAt: new Date() })
    const { fn, options, waits, calls } = harness([error])
    await assert.rejects(withRetries(fn, options), (thrown) => {
      assert.ok(isAppError(thrown, 'vendor_rate_limited'))
      assert.equal(thrown.retryAfterMs, 61_000)
      assert.equal(thrown.detail['status'], status)
      return true
    })
    assert.equal(calls(), 1)
    assert.deepEqual(waits, [])
  }
})

test('an abort ends the wait with its reason', async () => {
  const controller = new AbortController()
  const reason = new Error('shutting down')
  const { fn } = harness([new AppError('vendor_rate_limited', { retryAfterMs: 50_000 })])
  const running = withRetries(fn, { signal: controller.signal })
  controller.abort(reason)
  await assert.rejects(running, reason)
})
