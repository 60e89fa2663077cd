import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { statusError } from './status-error.ts'

const receivedAt = new Date('2026-11-21T10:00:00Z')

test('every status has the error whose recovery fits it', () => {
  const expected: Readonly<Record<number, string>> = {
    204: 'vendor_bad_response', 302: 'egress_redirect', 304: 'vendor_bad_response', 308: 'egress_redirect',
    400: 'vendor_bad_request', 401: 'vendor_unauthorized', 402: 'vendor_plan_required', 403: 'vendor_forbidden',
    404: 'vendor_not_found', 405: 'vendor_bad_request', 408: 'vendor_unavailable', 409: 'vendor_bad_request',
    410: 'vendor_not_found', 415: 'vendor_bad_request', 422: 'vendor_bad_request', 425: 'vendor_unavailable',
    429: 'vendor_rate_limited', 500: 'vendor_unavailable', 501: 'vendor_bad_request', 502: 'vendor_unavailable',
    503: 'vendor_unavailable', 504: 'vendor_unavailable', 520: 'vendor_unavailable',
  } // prettier-ignore
  for (const [status, code] of Object.entries(expected)) {
    const error = statusError({ status: Number(status), headers: {}, receivedAt })
    assert.equal(error.code, code, status)
    assert.deepEqual(error.detail, { status: Number(status) })
    assert.equal(error.retryAfterMs, undefined)
  }
})

test('the wait that was asked for goes along with what will pass', () => {
  const of = (status: number) => statusError({ status, headers: { 'retry-after': '4' }, receivedAt })
  assert.equal(of(429).retryAfterMs, 4_000)
  assert.equal(of(503).retryAfterMs, 4_000)
  assert.equal(of(404).retryAfterMs, undefined)
})

test('a 403 that says when to come back is a limit, not a missing permission', () => {
  const error = statusError({ status: 403, headers: { 'retry-after': '4' }, receivedAt })
  assert.equal(error.code, 'vendor_rate_limited')
  assert.equal(error.retryAfterMs, 4_000)
})

test('nothing that the vendor sent is in the error', () => {
  const headers = { 'retry-after': '4', 'x-request-id': 'canary', 'www-authenticate': 'canary' }
  assert.doesNotMatch(
    inspect(statusError({ status: 401, headers, receivedAt }), { showHidden: true, depth: 9 }),
    /canary/,
  )
})
