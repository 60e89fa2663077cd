import { newId } from '#base/ids.ts'
import type { Sync } from '#core/syncs/sync.ts'
import type { Db } from '#db/pool.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSyncProgress } from './sync-progress.ts'

/** A database that knows one sync, which ends at the tenth look, and counts the looks. */
function countingDb(): { db: Db; looks: () => number } {
  let looks = 0
  const one = async () => ({ state: ++looks >= 30 ? 'done' : 'fetching', progress: { read: looks } })
  return { db: { one } as unknown as Db, looks: () => looks }
}

test('twenty followers of one sync cost one look at the database per interval', async () => {
  const { db, looks } = countingDb()
  const progress = createSyncProgress(db, 2)
  const follow = async () => {
    let last: Sync | undefined
    for await (const sync of progress.follow(newId(), new AbortController().signal)) last = sync
    return last?.state
  }
  const id = newId()
  const all = Array.from({ length: 20 }, async () => {
    let last: Sync | undefined
    for await (const sync of progress.follow(id, new AbortController().signal)) last = sync
    return last?.state
  })
  assert.deepEqual(new Set(await Promise.all(all)), new Set(['done']))
  // One look each at the beginning, then one for all: without sharing it would be some 200 more.
  assert.ok(looks() <= 20 + 30, `${looks()} looks`)
  assert.equal(await follow(), 'done')
})

test('the last follower to leave ends the looking', async () => {
  let looks = 0
  const db = { one: async () => ({ state: 'fetching', progress: { read: ++looks } }) } as unknown as Db
  const progress = createSyncProgress(db, 2)
  const leave = new AbortController()
  let seen = 0
  for await (const _ of progress.follow(newId(), leave.signal)) if (++seen === 3) leave.abort()
  const before = looks
  await new Promise((resolve) => setTimeout(resolve, 20))
  // One look may have been under way.
  assert.ok(looks <= before + 1)
})

test('a database that fails in between ends the stream instead of hanging it', async () => {
  let looks = 0
  const one = async () => {
    if (++looks > 2) throw new Error('gone')
    return { state: 'fetching', progress: { read: looks } }
  }
  const progress = createSyncProgress({ one } as unknown as Db, 2)
  await assert.rejects(async () => {
    for await (const _ of progress.follow(newId(), new AbortController().signal));
  }, /gone/)
})
