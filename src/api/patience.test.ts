import { isAppError } from '#base/errors.ts'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { whileSomeoneWaits } from './patience.ts'

test('a vendor that hangs is given up as a timeout, and a client that goes away ends the wait at once', async () => {
  // Keeps the process alive, as the socket to the vendor would.
  const alive = setInterval(() => undefined, 1_000)
  const hanging = whileSomeoneWaits(new AbortController().signal, 1)
  await once(hanging, 'abort')
  clearInterval(alive)
  assert.ok(isAppError(hanging.reason, 'vendor_timeout'))

  const client = new AbortController()
  const waiting = whileSomeoneWaits(client.signal)
  client.abort(new Error('gone'))
  assert.deepEqual([waiting.aborted, (waiting.reason as Error).message], [true, 'gone'])
})
