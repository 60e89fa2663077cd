import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { authoriseDuel } from '../helpers/authorised-duel.ts'
import { testDatabase } from '../helpers/database.ts'
import { startOAuthProvider } from '../helpers/oauth-provider.ts'
import { startDuellist, type Duellist } from '../helpers/token-duel.ts'

const ROUNDS = 200
const TASKS = 10

const { db, url } = await testDatabase()
const vendor = await startOAuthProvider()
const duellists: Duellist[] = []
after(async () => {
  for (const one of duellists) one.stop()
  await vendor.close()
})

test(`two processes meet ${ROUNDS} expiries with ${TASKS} tasks each: one refresh per expiry, no refresh token twice, no call lost`, async () => {
  const options = { ...(await authoriseDuel(db, url, vendor)), isImpatient: true }
  duellists.push(await startDuellist(options), await startDuellist(options))
  for (let round = 1; round <= ROUNDS; round++) {
    // The server says when a token is over, so that no clock decides.
    await vendor.expire()
    const results = await Promise.all(duellists.map((one) => one.order({ tasks: TASKS, calls: 1 })))
    assert.deepEqual(
      results,
      duellists.map(() => ({ done: TASKS, errors: {} })),
    )
    assert.deepEqual([vendor.counts.refreshed, vendor.counts.refused, vendor.counts.ended], [round, {}, 0])
  }
  const row = await db.one<{ version: number }>('select version from credential_tokens')
  assert.equal(row!.version, ROUNDS + 1, 'every refresh was saved, once')
})
