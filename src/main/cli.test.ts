import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { runCli } from './cli.ts'
import { CONNECTORS } from './load-connectors.ts'

class Text extends Writable {
  text = ''
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new Text(), new Text()]
  const code = await runCli(argv, { env: { PORT: 'x' }, folder: '/', out, err, signal: new AbortController().signal })
  return { code, out: out.text, err: err.text }
}

const COMMANDS = [
  'start',
  'work',
  'sync',
  'plan',
  'export',
  'import',
  'connectors',
  'doctor',
  'rotate-keys',
  'revoke-all',
  'users',
]

test('every command explains itself, with its options', async () => {
  const overview = await run('--help')
  assert.equal(overview.code, 0)
  for (const name of COMMANDS) {
    assert.match(overview.out, new RegExp(`^  ${name} `, 'm'))
    const { code, out, err } = await run(name, '--help')
    assert.deepEqual([code, err], [0, ''])
    assert.match(out, new RegExp(`^Usage: rollcall ${name}`))
    assert.match(out, /--json/)
  }
})

test('wrong usage ends with 2, says what is wrong and how it goes', async () => {
  for (const argv of [
    [],
    ['nope'],
    ['start', '--nope'],
    ['sync'],
    ['revoke-all'],
    ['sync', 'a', 'b'],
    ['doctor', 'x'],
    ['export', 'things'],
    ['export', 'people', '--format', 'xml'],
    ['export', 'people', '--output'],
    ['plan', '--json=yes', 'x'],
    ['users', 'recover'],
    ['users', 'recover', 'nobody'],
  ]) {
    const { code, out, err } = await run(...argv)
    assert.deepEqual([code, out], [2, ''], argv.join(' '))
    assert.match(err, /Usage: rollcall/)
    assert.doesNotMatch(err, /\n\s+at /)
  }
})

test('what fails ends with 1 and one sentence, as JSON if asked', async () => {
  const text = await run('start')
  assert.deepEqual([text.code, text.err], [1, 'rollcall: PORT must be a number from 0 to 65535.\n'])
  const json = await run('start', '--json')
  assert.equal(JSON.parse(json.err).error.code, 'invalid_input')
})

test('the connectors are listed', async () => {
  const { code, out } = await run('connectors', '--json')
  assert.equal(code, 0)
  assert.deepEqual(
    JSON.parse(out).map(({ id }: { id: string }) => id),
    [...CONNECTORS.keys()].toSorted(),
  )
  assert.match((await run('connectors')).out, /^scim +SCIM/m)
})
