import { isAppError } from '#base/errors.ts'
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { test } from 'node:test'
import { readSmtpUrl } from './smtp-url.ts'

const PUBLIC = 'https://rollcall.example.com'
const read = (text: string, publicUrl = PUBLIC) => readSmtpUrl(text, publicUrl)

test('host, port, encryption and sender follow from the URL', () => {
  const pick = (text: string, publicUrl?: string) => {
    const { host, port, tls, user, from } = read(text, publicUrl)
    return [host, port, tls, user, from]
  }
  assert.deepEqual(pick('smtp://mail.example.com'), [
    'mail.example.com',
    587,
    'offered',
    undefined,
    'rollcall@rollcall.example.com',
  ])
  assert.deepEqual(pick('smtps://bot%40x.example:p@mail.example.com'), [
    'mail.example.com',
    465,
    'implicit',
    'bot@x.example',
    'bot@x.example',
  ])
  assert.deepEqual(pick('smtp://bot:p@mail.example.com:25?from=it@x.example'), [
    'mail.example.com',
    25,
    'required',
    'bot',
    'it@x.example',
  ])
  assert.deepEqual(pick('smtp://bot:p@127.0.0.1:25', 'http://127.0.0.1:4400'), [
    '127.0.0.1',
    25,
    'offered',
    'bot',
    'rollcall@rollcall.invalid',
  ])
  assert.equal(read('smtp://u:a%3Ab%40c@x.example').password?.reveal(), 'a:b@c')
})

test('a password goes over a connection that is not encrypted only where the operator says so', () => {
  assert.equal(read('smtp://u:p@mail.example.com').tls, 'required')
  assert.equal(read('smtp://u:p@mail.example.com?tls=none').tls, 'none')
})

test('what is wrong is said in a sentence, without the password', () => {
  for (const text of [
    'mail.example.com',
    'http://mail.example.com',
    'smtp://u:hunter2@',
    'smtp://u:hun/ter2@mail.example.com',
    'smtp://hunter2@mail.example.com',
    'smtp://u:hunter2@mail.example.com/path',
    'smtp://u:hunter2@mail.example.com?form=a@x.example',
    'smtp://u:hunter2@mail.example.com?from=nobody',
    'smtp://u:hunter2@mail.example.com?tls=maybe',
    'smtps://u:hunter2@mail.example.com?tls=none',
    'smtp://u:hunter2%@mail.example.com',
    'smtp://u:hunter2@mail.example.com:99999',
  ]) {
    assert.throws(
      () => read(text),
      (error) =>
        isAppError(error, 'invalid_input') && error.message.includes('SMTP_URL') && !/hun.?ter2/.test(error.message),
      text,
    )
  }
  assert.doesNotMatch(inspect(read('smtp://u:hunter2@x.example'), { depth: 5 }), /hunter2/)
})
