import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ERRORS, type ErrorCode } from '#base/errors.ts'
import { judgeHealth, type Judged } from './connection-health.ts'
import { classOf, problemOf } from './connection-problem.ts'

const FINE: Judged = {
  state: 'active',
  error: null,
  lostAt: null,
  asOf: new Date(),
  lastSync: { state: 'done', error: null, hold: null },
  failed: [],
}
const error = { code: 'vendor_unavailable', message: 'The vendor is down.' }
const ended = (state: 'done' | 'failed' | 'partial' | 'held' | 'cancelled') => ({ state, error: null, hold: null })

const CASES: [string, Partial<Judged>, colour: string, reason: string][] = [
  ['a sync that brought everything', {}, 'green', 'fine'],
  ['a sync that brought nothing', { lastSync: ended('failed'), error }, 'red', 'failed'],
  ['a sync that brought a part', { lastSync: ended('partial') }, 'yellow', 'partial'],
  ['a sync that waits for a person', { lastSync: ended('held') }, 'yellow', 'held'],
  ['a sync that somebody cancelled', { lastSync: ended('cancelled') }, 'yellow', 'cancelled'],
  ['a vendor that let nobody in since', { lastSync: ended('done'), lostAt: new Date(), error }, 'red', 'lost'],
  ['none yet', { lastSync: null, asOf: null }, 'grey', 'waiting'],
  ['paused, whatever its last sync was', { state: 'paused', lastSync: ended('failed'), error }, 'grey', 'paused'],
  [
    'paused because nobody decided on a hold',
    { state: 'paused', pauseReason: 'hold', lastSync: ended('held') },
    'red',
    'paused',
  ],
  ['disconnected', { state: 'disconnected', lastSync: ended('failed') }, 'grey', 'disconnected'],
  ['a draft', { state: 'draft', lastSync: null, asOf: null }, 'grey', 'draft'],
  ['removed', { state: 'removed' }, 'grey', 'removed'],
]

for (const [what, over, colour, reason] of CASES) {
  test(`the colour of ${what} is ${colour}`, () => {
    const health = judgeHealth({ ...FINE, ...over })
    assert.deepEqual([health.colour, health.reason], [colour, reason])
    assert.notEqual(health.text, '')
  })
}

test('what a part failed is named, each with when it was last read whole', () => {
  const lastReadAt = new Date('2026-11-01T02:00:00Z')
  const { text, failed } = judgeHealth({
    ...FINE,
    lastSync: ended('partial'),
    failed: [{ stream: 'groups', lastReadAt }],
  })
  assert.match(text, /groups/)
  assert.deepEqual(failed, [{ stream: 'groups', lastReadAt }])
})

test('every trouble that only a person can mend has a class of its own, with what to do and who can', () => {
  const reconnect = (Object.keys(ERRORS) as ErrorCode[]).filter(
    (code) => code.startsWith('vendor_') && ERRORS[code].recovery === 'reconnect',
  )
  for (const code of reconnect) {
    assert.notEqual(classOf(code), 'other', code)
    const problem = problemOf({ error: { code, message: 'x' }, contacts: [], appName: 'Acme' }, 'Ada')
    assert.notEqual(problem?.whatToDo, '')
    assert.ok(
      problem?.whoCan.some(({ name }) => name === 'Ada' || name === 'Acme'),
      code,
    )
  }
  assert.deepEqual(
    ['vendor_forbidden', 'vendor_unauthorized', 'vendor_mfa_required', 'vendor_terms_pending', 'vendor_timeout'].map(
      classOf,
    ),
    ['insufficient_permission', 'invalid_credentials', 'mfa', 'terms', 'temporary'],
  )
  assert.deepEqual(problemOf({ error, contacts: ['a@b.test'], appName: 'Acme' }, 'Ada')?.whoCan, [])
  assert.equal(problemOf({ error: null, contacts: [], appName: 'Acme' }, null), null)
})
