import { isAppError } from '#base/errors.ts'
import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { test } from 'node:test'
import { readConfig } from './config.ts'

const wrongNames = (env: Record<string, string>): string[] => {
  try {
    readConfig(env, '/srv')
    return []
  } catch (error) {
    assert.ok(isAppError(error, 'invalid_input'))
    return (error.fields ?? []).map(({ path }) => path)
  }
}

test('an empty environment gives the promised defaults', () => {
  const config = readConfig({ ROLLCALL_HOME: '', PORT: ' ' }, '/srv')
  assert.deepEqual(
    [config.host, config.port, config.publicUrl, config.home, config.databaseUrl, config.allowNets, config.admin],
    ['127.0.0.1', 4400, 'http://127.0.0.1:4400', '/srv/.rollcall', undefined, '', undefined],
  )
})

test('every wrong variable is named at once', () => {
  const env = {
    PORT: '70000',
    ROLLCALL_PUBLIC_URL: 'https://x.example/path',
    DATABASE_URL: 'mysql://x',
    SMTP_URL: 'mail.example.com',
    ROLLCALL_ADMIN_EMAIL: 'a@x.example',
    ROLLCALL_API_TOKEN: 'two words',
  }
  assert.deepEqual(wrongNames(env), Object.keys(env))
  for (const email of ['admin', 'admin@localhost']) {
    assert.deepEqual(wrongNames({ ROLLCALL_ADMIN_EMAIL: email, ROLLCALL_ADMIN_PASSWORD: 'x' }), [
      'ROLLCALL_ADMIN_EMAIL',
    ])
  }
  for (const port of ['x', '-1', '1e3', '4400.5', '0x10']) assert.deepEqual(wrongNames({ PORT: port }), ['PORT'])
  for (const url of ['rollcall.example.com', 'ftp://x.example', 'https://user@x.example', 'https://x.example/?a']) {
    assert.deepEqual(wrongNames({ ROLLCALL_PUBLIC_URL: url }), ['ROLLCALL_PUBLIC_URL'])
  }
})

test('an address that listens everywhere is shown as one that a browser can open', () => {
  assert.equal(readConfig({ HOST: '0.0.0.0', PORT: '80' }, '/').publicUrl, 'http://localhost:80')
  assert.equal(readConfig({ HOST: '::1' }, '/').publicUrl, 'http://[::1]:4400')
})

test('secrets are not shown when the configuration is printed', () => {
  const config = readConfig(
    {
      ROLLCALL_ADMIN_EMAIL: 'a@x.example',
      ROLLCALL_ADMIN_PASSWORD: 'hunter2secret',
      ROLLCALL_API_TOKEN: 'tok-abc-123',
      ROLLCALL_ROOT_KEY: 'key-abc-123',
      SMTP_URL: 'smtp://u:pw-abc@x',
    },
    '/',
  )
  for (const text of [JSON.stringify(config), inspect(config, { depth: 9 })]) {
    for (const part of ['hunter2secret', 'tok-abc-123', 'key-abc-123', 'pw-abc']) assert.ok(!text.includes(part))
  }
})
