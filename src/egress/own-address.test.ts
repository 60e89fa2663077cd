import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ownAddress } from './own-address.ts'

test('a configured address is what is shown, whatever this machine sends from', async () => {
  assert.deepEqual(await ownAddress(['203.0.113.7', '2001:db8::7']), {
    source: 'configured',
    addresses: ['203.0.113.7', '2001:db8::7'],
  })
})

test('otherwise a private address is never shown as the one that a firewall should let in', async () => {
  const { source, addresses } = await ownAddress([])
  assert.ok(source === 'interface' ? addresses.length > 0 : source === 'behind_gateway' && addresses.length === 0)
  for (const address of addresses)
    assert.doesNotMatch(address, /^(10\.|127\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|f[cde]|::1)/)
})
