import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixedClock } from '#base/clock.ts'
import type { VendorClient } from '#kit/define.ts'
import { firstDay, splitWindow } from '#kit/fact-window.ts'
import { spanOf } from './fetch-facts.ts'
import { watchVendorClock } from './watch-clock.ts'

const at = (text: string) => new Date(text)
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const span = (readTo: string | null, over: { keepsDays?: number; lateHours?: number; aheadMs?: number } = {}) => {
  const { aheadMs = 0, keepsDays = 90, ...history } = over
  const { since, until } = spanOf(
    { keepsDays, ...history },
    { startedAt: at('2026-03-10T12:00:00Z'), readTo: readTo === null ? null : at(readTo), aheadMs },
  )
  return [since.toISOString(), until.toISOString()]
}

test('the first time goes back as far as the vendor keeps, at most a year, and begins with a day that is still whole', () => {
  assert.deepEqual(span(null), ['2025-12-11T00:00:00.000Z', '2026-03-10T12:00:00.000Z'])
  assert.deepEqual(span(null, { keepsDays: 5_000 })[0], '2025-03-11T00:00:00.000Z')
  assert.equal(firstDay({ keepsDays: 1 }, at('2026-03-10T00:00:00Z')).toISOString(), '2026-03-09T00:00:00.000Z')
})

test('later syncs overlap by ten minutes, twice the difference of the clocks or as late as records come, in whole days', () => {
  assert.equal(span('2026-03-09T12:00:00Z')[0], '2026-03-09T00:00:00.000Z')
  assert.equal(span('2026-03-09T00:09:00Z')[0], '2026-03-08T00:00:00.000Z', 'ten minutes')
  assert.equal(span('2026-03-09T00:11:00Z')[0], '2026-03-09T00:00:00.000Z')
  for (const aheadMs of [2 * HOUR_MS, -2 * HOUR_MS]) {
    assert.equal(span('2026-03-09T03:59:00Z', { aheadMs })[0], '2026-03-08T00:00:00.000Z', 'twice two hours')
    assert.equal(span('2026-03-09T04:01:00Z', { aheadMs })[0], '2026-03-09T00:00:00.000Z')
  }
  for (const aheadMs of [24 * HOUR_MS, -24 * HOUR_MS])
    assert.equal(span('2026-03-09T12:00:00Z', { aheadMs })[0], '2026-03-07T00:00:00.000Z', 'twice a day')
  assert.equal(span('2026-03-09T00:01:00Z', { aheadMs: 30_000 })[0], '2026-03-08T00:00:00.000Z')
  assert.equal(
    span('2026-03-09T00:11:00Z', { aheadMs: 30_000 })[0],
    '2026-03-09T00:00:00.000Z',
    'half a minute is none',
  )
  assert.equal(span('2026-03-09T12:00:00Z', { lateHours: 24 })[0], '2026-03-08T00:00:00.000Z')
})

test('the span ends now by the clock of the vendor, and never begins before what the vendor keeps', () => {
  assert.equal(span('2026-03-09T12:00:00Z', { aheadMs: 2 * HOUR_MS })[1], '2026-03-10T14:00:00.000Z')
  assert.equal(span('2026-03-09T12:00:00Z', { aheadMs: -2 * HOUR_MS })[1], '2026-03-10T10:00:00.000Z')
  assert.equal(span('2025-01-01T00:00:00Z')[0], '2025-12-11T00:00:00.000Z')
})

test('a span is asked for in pieces that the vendor gives, without a gap and without an overlap', () => {
  const [since, until] = [at('2026-01-01T00:00:00Z'), at('2026-03-10T12:00:00Z')]
  assert.equal(splitWindow({ keepsDays: 90 }, since, until).length, 1)
  const pieces = splitWindow({ keepsDays: 90, windowDays: 30 }, since, until)
  assert.deepEqual(
    pieces.map((piece) => [piece.since.slice(0, 10), piece.until.slice(0, 16)]),
    [
      ['2026-01-01', '2026-01-31T00:00'],
      ['2026-01-31', '2026-03-02T00:00'],
      ['2026-03-02', '2026-03-10T12:00'],
    ],
  )
})

test("the vendor's clock is read from its answers; one that took long does not make it look behind", async () => {
  const clock = fixedClock('2026-03-10T12:00:00Z')
  const answers: { tookMs: number; headers: Record<string, string> }[] = [
    { tookMs: 20_000, headers: { date: 'Tue, 10 Mar 2026 10:00:00 GMT' } },
    { tookMs: 0, headers: { date: 'Tue, 10 Mar 2026 10:00:20 GMT' } },
    { tookMs: 40_000, headers: { date: 'Tue, 10 Mar 2026 10:00:20 GMT' } },
    { tookMs: 0, headers: {} },
  ]
  const vendor: VendorClient = {
    request: () => {
      const { tookMs, headers } = answers.shift()!
      clock.advance(tookMs)
      return Promise.resolve({ status: 200, headers, body: Buffer.from('{}') })
    },
  }
  const { client, aheadMs } = watchVendorClock(vendor, clock)
  assert.equal(aheadMs(), undefined)
  while (answers.length > 0) await client.request({ host: 'api', method: 'GET', path: '/' })
  assert.equal(aheadMs(), -2 * HOUR_MS, 'nor does one that tells no time')
})
