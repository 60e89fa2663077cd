import { isAppError } from '#base/errors.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { EVERY, nextDue, type Schedule } from './schedule.ts'

const due = (every: Schedule['every'], at: string, timezone: string, after: string) =>
  nextDue({ every, at, timezone }, new Date(after))?.toISOString() ?? null

/** The first instants in a row. */
function several(count: number, schedule: Schedule, after: string): string[] {
  const all: string[] = []
  for (let last = new Date(after); all.length < count; all.push(last.toISOString())) last = nextDue(schedule, last)!
  return all
}

test('a daily time is the local one, summer and winter', () => {
  assert.equal(due('day', '02:00', 'UTC', '2026-03-01T02:00:00Z'), '2026-03-02T02:00:00.000Z')
  assert.equal(due('day', '02:00', 'Europe/Berlin', '2026-01-10T12:00:00Z'), '2026-01-11T01:00:00.000Z')
  assert.equal(due('day', '02:00', 'Europe/Berlin', '2026-07-10T12:00:00Z'), '2026-07-11T00:00:00.000Z')
  assert.equal(due('day', '09:30', 'Asia/Kolkata', '2026-07-10T12:00:00Z'), '2026-07-11T04:00:00.000Z')
})

test('one run per local day when clocks change, also by half an hour', () => {
  for (const [timezone, from] of [
    ['Europe/Berlin', '2026-03-28T12:00:00Z'],
    ['Europe/Berlin', '2026-10-24T12:00:00Z'],
    ['America/New_York', '2026-03-07T18:00:00Z'],
    ['America/New_York', '2026-10-31T18:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T00:00:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T00:00:00Z'],
  ] as const) {
    const days = several(4, { every: 'day', at: '02:30', timezone }, from).map((instant) =>
      new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' }).format(new Date(instant)),
    )
    assert.equal(new Set(days).size, 4, `${timezone} ${days.join(' ')}`)
    assert.deepEqual(days, days.toSorted())
  }
})

test('exactly one run on every local day of a year, also where the clock skips midnight or moves by half an hour', () => {
  const DAY = 86_400_000
  for (const timezone of [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'Africa/Cairo',
    'America/Havana',
    'Africa/Casablanca',
  ]) {
    const local = new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' })
    for (const at of ['00:00', '02:30']) {
      const days = several(365, { every: 'day', at, timezone }, '2026-01-01T12:00:00Z').map((instant) =>
        local.format(new Date(instant)),
      )
      const first = Date.parse(days[0]!)
      assert.deepEqual(
        days,
        days.map((_, index) => new Date(first + index * DAY).toISOString().slice(0, 10)),
        `${timezone} ${at}`,
      )
    }
  }
})

test('a time that the clock skips comes as much later, one that comes twice is the first of the two', () => {
  assert.equal(due('day', '02:30', 'Europe/Berlin', '2026-03-28T12:00:00Z'), '2026-03-29T01:30:00.000Z')
  assert.equal(due('day', '02:30', 'Europe/Berlin', '2026-10-24T12:00:00Z'), '2026-10-25T00:30:00.000Z')
  assert.equal(due('day', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00Z'), '2026-10-26T01:30:00.000Z')
  assert.equal(due('day', '00:00', 'Africa/Cairo', '2026-04-23T12:00:00Z'), '2026-04-23T22:00:00.000Z')
  assert.equal(due('hour', '00:15', 'Australia/Lord_Howe', '2026-04-04T14:20:00Z'), '2026-04-04T15:45:00.000Z')
})

test('within a day it begins at the given time and keeps its distance', () => {
  const from = '2026-03-01T00:00:00Z'
  const schedule = (every: Schedule['every'], at: string) =>
    several(3, { every, at, timezone: 'UTC' }, from).map((text) => text.slice(11, 16))
  assert.deepEqual(schedule('15_minutes', '02:05'), ['00:05', '00:20', '00:35'])
  assert.deepEqual(schedule('30_minutes', '02:45'), ['00:15', '00:45', '01:15'])
  assert.deepEqual(schedule('hour', '02:10'), ['00:10', '01:10', '02:10'])
  assert.deepEqual(schedule('6_hours', '20:00'), ['02:00', '08:00', '14:00'])
  assert.deepEqual(schedule('12_hours', '02:00'), ['02:00', '14:00', '02:00'])
})

test('weekdays leave out the weekend; a week begins on Monday, a month on its first', () => {
  assert.equal(due('weekday', '02:00', 'UTC', '2026-03-06T03:00:00Z'), '2026-03-09T02:00:00.000Z')
  assert.equal(due('week', '02:00', 'UTC', '2026-03-10T03:00:00Z'), '2026-03-16T02:00:00.000Z')
  assert.equal(due('month', '02:00', 'UTC', '2026-03-10T03:00:00Z'), '2026-04-01T02:00:00.000Z')
})

test('every choice but never has a next time after now', () => {
  const now = new Date('2026-03-01T02:00:00Z')
  for (const every of EVERY) {
    const next = nextDue({ every, at: '02:00', timezone: 'UTC' }, now)
    if (every === 'never') assert.equal(next, null)
    else assert.ok(next && next > now, every)
  }
})

test('an unknown time zone is named', () => {
  assert.throws(
    () => due('day', '02:00', 'Mars/Base', '2026-03-01T00:00:00Z'),
    (error) => isAppError(error, 'invalid_input') && error.fields?.[0]?.path === 'timezone',
  )
})
