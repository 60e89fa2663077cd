import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAppError } from '#base/errors.ts'
import { createAddressPolicy, readAddress } from './addresses.ts'

/** Addresses that must not be reached, in the forms that resolvers, URL parsers and libraries have been fooled with (S15). */
const BLOCKED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.1', '127.255.255.254', '127.1', '127.0.1', '127.0.0.1.', '127.0.0.1..'],
  'loopback in other bases': [
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0x7f.1',
    '017700000001',
    '0177.0.0.1',
    '0177.1',
  ],
  'loopback of IPv6': ['::1', '[::1]', '0:0:0:0:0:0:0:1', '0000:0000:0000:0000:0000:0000:0000:0001', '::1%lo'],
  'this host': ['0.0.0.0', '0', '0.1.2.3', '::', '[::]'],
  'IPv4 mapped into IPv6': [
    '::ffff:127.0.0.1',
    '[::ffff:7f00:1]',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '0:0:0:0:0:ffff:c0a8:0001',
  ],
  'IPv4 compatible with IPv6': ['::127.0.0.1', '::7f00:1', '::a00:1', '::ffff:0:127.0.0.1'],
  private: [
    '10.0.0.1',
    '10.255.255.255',
    '0xa000001',
    '012.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '192.168.257',
  ],
  'carrier NAT': ['100.64.0.1', '100.127.255.254'],
  'link local': ['169.254.0.1', '169.254.255.254', 'fe80::1', '[fe80::1]', 'fe80::1%eth0', 'febf::1'],
  'cloud metadata': [
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.254.170.2',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    'fd00:ec2::254',
    'fd20:ce::254',
  ],
  'unique local and site local': ['fc00::1', 'fd12:3456:789a::1', 'fdff::', 'fec0::1'],
  NAT64: ['64:ff9b::127.0.0.1', '64:ff9b::a00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::1', '64:ff9b:1::8.8.8.8'],
  '6to4 and Teredo': ['2002:7f00:1::', '2002:a00:1::1', '2002:808:808::1', '2001:0:7f00:1::', '2001::1'],
  'multicast and broadcast': ['224.0.0.1', '239.255.255.255', '255.255.255.255', 'ff02::1', 'ff0e::1'],
  'reserved, documentation, benchmarks': [
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '192.88.99.1',
    '240.0.0.1',
    '2001:db8::1',
    '3fff::1',
    '2001:2::1',
    '100::1',
    '5f00::1',
    '4000::1',
    '2606:4700::1%eth0',
  ],
  'no address at all': [
    '',
    'localhost',
    'example.com',
    '1.2.3.4.5',
    '256.256.256.256',
    '08.8.8.8',
    '::g',
    '127.0.0.1:80',
  ],
}

const PUBLIC = [
  '8.8.8.8',
  '1.1.1.1',
  '134744072',
  '172.15.0.1',
  '172.32.0.1',
  '100.63.0.1',
  '169.253.0.1',
  '2606:4700::1111',
  '[2a00:1450:4001::1]',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
]

test('no form of an address that is not public passes', () => {
  const policy = createAddressPolicy('')
  const vectors = Object.values(BLOCKED).flat()
  assert.ok(vectors.length >= 60, `${vectors.length} vectors`)
  for (const [kind, texts] of Object.entries(BLOCKED)) {
    for (const text of texts) assert.equal(policy.verdict(text), 'blocked', `${kind}: ${text}`)
  }
})

test('public addresses pass, next to the blocked ranges too', () => {
  const policy = createAddressPolicy('')
  for (const text of PUBLIC) assert.equal(policy.verdict(text), 'public', text)
})

test('an allowed network opens its own addresses and no others, in every form', () => {
  const policy = createAddressPolicy(' 10.1.0.0/16, 127.0.0.1\n fd00::/8,192.168.5.7/24 ')
  for (const text of [
    '10.1.2.3',
    '::ffff:10.1.2.3',
    '0x0a010203',
    '127.0.0.1',
    '2130706433',
    'fd12::1',
    '192.168.5.200',
  ]) {
    assert.equal(policy.verdict(text), 'allowed', text)
  }
  for (const text of ['10.2.0.1', '127.0.0.2', '::1', 'fc00::1', '192.168.6.1', '169.254.169.254']) {
    assert.equal(policy.verdict(text), 'blocked', text)
  }
  assert.equal(policy.verdict('8.8.8.8'), 'public')
})

test('a network that cannot be read stops the start instead of opening another one', () => {
  for (const entry of [
    '10/8',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/x',
    'localhost',
    '0x7f.1/8',
    '10.0.0.0-10.0.0.9',
    'fd00::/129',
    '012.0.0.0/8',
  ]) {
    assert.throws(
      () => createAddressPolicy(`127.0.0.1, ${entry}`),
      (error) => isAppError(error, 'invalid_input') && error.fields?.[0]?.path === 'ROLLCALL_ALLOW_NETS',
      entry,
    )
  }
})

test('a name is not taken for an address', () => {
  for (const text of ['example.com', 'localhost', 'a.b', '', '1.example', 'xn--bcher-kva.example'])
    assert.equal(readAddress(text), undefined, text)
})
