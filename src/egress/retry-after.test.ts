import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readHttpDate, retryAfterMs } from './retry-after.ts'

// 2026-11-21T10:00:00Z
const NOW = new Date('2026-11-21T10:00:00Z')
const SECONDS = NOW.getTime() / 1000

function waitOf(headers: Record<string, string>, status = 429): number | undefined {
  return retryAfterMs({ status, headers, receivedAt: NOW })
}

test('every form of Retry-After gives the wait that it asks for', () => {
  const forms: [string, number | undefined][] = [
    ['7', 7_000],
    [' 120 ', 120_000],
    ['1.5', 1_500],
    ['0', 0],
    ['Sat, 21 Nov 2026 10:00:30 GMT', 30_000],
    ['Saturday, 21-Nov-26 10:00:30 GMT', 30_000],
    ['Sat Nov 21 10:00:30 2026', 30_000],
    ['Sun Nov  1 10:00:30 2026', 0],
    ['2026-11-21T10:00:30Z', 30_000],
    ['2026-11-21T12:00:30.500+02:00', 30_500],
    [String(SECONDS + 30), 30_000],
    [String(SECONDS * 1000 + 30_500), 30_500],
    [String(SECONDS + 30.25), 30_250],
    [String(SECONDS - 30), 0],
    ['Sat, 21 Nov 2026 09:59:00 GMT', 0],
    ['5, 9', 9_000],
    ['-5', undefined],
    ['soon', undefined],
    ['', undefined],
    ['NaN', undefined],
    ['1e3', undefined],
    ['Sat, 21 Xxx 2026 10:00:30 GMT', undefined],
    ['999999999', 31 * 24 * 3600 * 1000],
    ['9'.repeat(400), 31 * 24 * 3600 * 1000],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 31 * 24 * 3600 * 1000],
  ]
  for (const [value, wait] of forms) assert.equal(waitOf({ 'retry-after': value }), wait, JSON.stringify(value))
})

test('a date is held against the clock of the vendor, not against ours', () => {
  const wait = waitOf({ date: 'Sat, 21 Nov 2026 12:00:00 GMT', 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' })
  assert.equal(wait, 30_000)
  assert.equal(
    waitOf({ date: 'Fri, 20 Nov 2026 10:00:00 GMT', 'x-ratelimit-reset': String(SECONDS - 86_400 + 45) }),
    45_000,
  )
  // A Date that is none leaves our own clock.
  assert.equal(waitOf({ date: 'yesterday', 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' }), 30_000)
})

test('a 429 without Retry-After waits for the reset of the limit that was hit', () => {
  const cases: [string, Record<string, string>, number | undefined][] = [
    ['OneLogin: seconds until reset', { 'x-ratelimit-reset': '832', 'x-ratelimit-remaining': '0' }, 832_000],
    ['Okta: epoch seconds', { 'x-rate-limit-reset': String(SECONDS + 12), 'x-rate-limit-remaining': '0' }, 12_000],
    ['LaunchDarkly: epoch milliseconds', { 'x-ratelimit-reset': String(SECONDS * 1000 + 4_200) }, 4_200],
    ['Jira: ISO 8601', { 'x-ratelimit-reset': '2026-11-21T10:00:20Z' }, 20_000],
    ['the draft of the IETF', { ratelimit: 'limit=300, remaining=0, reset=25' }, 25_000],
    ['its later form', { ratelimit: '"default";r=0;t=25' }, 25_000],
    ['Postman spells it together', { retryafter: '9', 'x-ratelimit-reset': '50' }, 9_000],
    ['Quip for SCIM', { 'x-scim-retry-after': '9' }, 9_000],
    [
      'of two limits the one that was hit',
      {
        'x-ratelimit-reset': '900',
        'x-ratelimit-remaining': '41',
        'x-company-ratelimit-reset': '30',
        'x-company-ratelimit-remaining': '0',
      },
      30_000,
    ],
    ['Retry-After is the nearer truth', { 'retry-after': '3', 'x-ratelimit-reset': '3600' }, 3_000],
    ['an unreadable Retry-After gives way', { 'retry-after': 'later', 'x-ratelimit-reset': '60' }, 60_000],
    ['nothing at all', {}, undefined],
  ]
  for (const [name, headers, wait] of cases) assert.equal(waitOf(headers), wait, name)
})

test('the reset that every answer carries delays nothing but a 429', () => {
  assert.equal(waitOf({ 'x-ratelimit-reset': '3600', 'x-ratelimit-remaining': '0' }, 503), undefined)
  assert.equal(waitOf({ 'retry-after': '4', 'x-ratelimit-reset': '3600' }, 503), 4_000)
})

test('a two-digit year is in this century or the last, never more than fifty years ahead', () => {
  assert.equal(readHttpDate('Sunday, 06-Nov-94 08:49:37 GMT', NOW), Date.UTC(1994, 10, 6, 8, 49, 37))
  assert.equal(readHttpDate('Sunday, 06-Nov-30 08:49:37 GMT', NOW), Date.UTC(2030, 10, 6, 8, 49, 37))
})
