import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createLimiter, createLimiters } from './limits.ts'

/** A clock that is moved by hand; `advance` also lets everything run that only waits for its turn. */
function handClock(context: TestContext) {
  context.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: 1_000_000 })
  const settle = async () => {
    for (let i = 0; i < 10; i++) await new Promise<void>((resolve) => void setImmediate(resolve))
  }
  return {
    settle,
    async advance(ms: number) {
      for (let passed = 0; passed < ms; passed += 10) {
        context.mock.timers.tick(10)
        await settle()
      }
    },
  }
}

test('in no span of the limit do more requests begin than it allows, and none is lost', async (context) => {
  const clock = handClock(context)
  const limiter = createLimiter({ rate: { requests: 50, perMs: 1_000 }, concurrency: 200 })
  const starts: number[] = []
  const begin = () => limiter.run(async () => void starts.push(Date.now()))
  // A first wave just before where a fixed window would end, the second just after.
  const runs = [begin()]
  await clock.advance(900)
  for (let i = 0; i < 60; i++) runs.push(begin())
  await clock.advance(200)
  for (let i = 0; i < 59; i++) runs.push(begin())
  await clock.advance(5_000)
  await Promise.all(runs)
  assert.equal(starts.length, 120)
  const most = Math.max(...starts.map((from) => starts.filter((at) => at >= from && at < from + 1_000).length))
  assert.equal(most, 50)
})

test('no more requests are in flight than allowed', async () => {
  const limiter = createLimiter({ rate: null, concurrency: 3 })
  let inFlight = 0
  let most = 0
  const run = () =>
    limiter.run(async () => {
      most = Math.max(most, ++inFlight)
      await new Promise((resolve) => setImmediate(resolve))
      inFlight--
    })
  await Promise.all(Array.from({ length: 20 }, run))
  assert.equal(most, 3)
})

test('while a vendor asked for a pause nothing begins, and the longest of two pauses holds', async (context) => {
  const clock = handClock(context)
  const limiter = createLimiter({ rate: null, concurrency: 4 })
  limiter.hold(1_000)
  limiter.hold(3_000)
  limiter.hold(500)
  let startedAt = 0
  const asked = Date.now()
  const run = limiter.run(async () => void (startedAt = Date.now()))
  await clock.advance(2_990)
  assert.equal(startedAt, 0)
  await clock.advance(20)
  await run
  assert.ok(startedAt - asked >= 3_000)
  assert.equal(await limiter.run(async () => 'goes on'), 'goes on')
})

test('a request that is aborted leaves the line without having begun', async (context) => {
  const clock = handClock(context)
  const limiter = createLimiter({ rate: { requests: 1, perMs: 10_000 }, concurrency: 1 })
  await limiter.run(async () => undefined)
  const controller = new AbortController()
  const reason = new Error('stop')
  let began = false
  const waiting = limiter.run(async () => void (began = true), controller.signal)
  controller.abort(reason)
  await assert.rejects(waiting, reason)
  await clock.advance(20_000)
  assert.equal(began, false)
})

test('one quota is one line, two quotas are two', () => {
  const limiters = createLimiters()
  const limits = { rate: null, concurrency: 1 }
  assert.equal(limiters.for('slack:T1', limits), limiters.for('slack:T1', limits))
  assert.notEqual(limiters.for('slack:T1', limits), limiters.for('slack:T2', limits))
})
