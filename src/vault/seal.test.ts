import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { isAppError } from '#base/errors.ts'
import { open, rootKeyFrom, seal } from './seal.ts'

const rootKey = rootKeyFrom(randomBytes(32))
const context = ['credential', 'id-1', 'slack', ['https://slack.com'], 1] as const

const isUnreadable = (error: unknown) => isAppError(error, 'secret_unreadable')

test('what was sealed opens again, whatever it is', async () => {
  for (const text of ['', 'x', 'ключ 🔑\u0000\n', 'a'.repeat(100_000)]) {
    assert.equal(await open(rootKey, context, await seal(rootKey, context, text)), text)
  }
})

test('the same text seals to another one every time, and shows nowhere in it', async () => {
  const [one, other] = await Promise.all([seal(rootKey, context, 'canary'), seal(rootKey, context, 'canary')])
  assert.notEqual(one, other)
  for (const form of ['canary', Buffer.from('canary').toString('base64url'), Buffer.from('canary').toString('hex')]) {
    assert.ok(!one.includes(form) && !Buffer.from(one, 'base64url').toString().includes(form))
  }
})

test('any flipped bit, any character more or less, and it does not open', async () => {
  const sealed = await seal(rootKey, context, 'a secret')
  const bytes = Buffer.from(sealed)
  let refused = 0
  for (let at = 0; at < bytes.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const altered = Buffer.from(bytes)
      altered[at] = altered[at]! ^ (1 << bit)
      await assert.rejects(open(rootKey, context, altered.toString('latin1')), isUnreadable, `byte ${at}, bit ${bit}`)
      refused++
    }
  }
  assert.equal(refused, bytes.length * 8)
  for (const altered of [
    '',
    sealed.slice(0, -1),
    `${sealed}A`,
    `${sealed}=`,
    ` ${sealed}`,
    sealed.replaceAll('.', '..'),
    'a.b.c.d.e',
    '{}',
  ]) {
    await assert.rejects(open(rootKey, context, altered), isUnreadable, altered)
  }
})

test('a text opens only in the place that it was sealed for', async () => {
  const sealed = await seal(rootKey, context, 'a secret')
  const elsewhere = [
    ['credential', 'id-2', 'slack', ['https://slack.com'], 1],
    ['credential', 'id-1', 'onelogin', ['https://slack.com'], 1],
    ['credential', 'id-1', 'slack', ['https://evil.example'], 1],
    ['credential', 'id-1', 'slack', ['https://slack.com', 'https://evil.example'], 1],
    ['credential', 'id-1', 'slack', ['https://slack.com'], 2],
    ['credential', 'id-1', 'slack', ['https://slack.com'], '1'],
    ['token', 'id-1', 'slack', ['https://slack.com'], 1],
    ['credential', 'id-1', 'slack', 'https://slack.com', 1],
    [],
  ]
  for (const place of elsewhere) await assert.rejects(open(rootKey, place, sealed), isUnreadable, JSON.stringify(place))
})

test('another root key opens nothing, and a part of another text does not fit', async () => {
  const sealed = await seal(rootKey, context, 'a secret')
  await assert.rejects(open(rootKeyFrom(randomBytes(32)), context, sealed), isUnreadable)
  const other = (await seal(rootKey, context, 'b secret')).split('.')
  const parts = sealed.split('.')
  for (let swapped = 0; swapped < parts.length; swapped++) {
    const mixed = parts.map((part, index) => (index === swapped ? other[index] : part)).join('.')
    await assert.rejects(open(rootKey, context, mixed), isUnreadable, `part ${swapped}`)
  }
})

test('a root key shows its id and nothing else', () => {
  const bytes = Buffer.from('0123456789abcdef0123456789abcdef')
  const key = rootKeyFrom(bytes)
  const shown = inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key)
  for (const form of ['utf8', 'hex', 'base64'] as const)
    assert.ok(!shown.includes(bytes.toString(form).slice(0, 12)), form)
  assert.equal(key.id, rootKeyFrom(bytes).id)
  assert.notEqual(key.id, rootKey.id)
})
