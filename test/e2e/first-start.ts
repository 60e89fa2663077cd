import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '..', '..')

export type FirstStart = { url: string; code: string; stop: () => Promise<void> }

/** Starts Rollcall on an empty home with no admin, and reads its address and set-up code off the console, as a person does. */
export async function firstStart(): Promise<FirstStart> {
  const home = await mkdtemp(join(tmpdir(), 'rollcall-first-'))
  const child = spawn(process.execPath, [join(root, 'bin', 'rollcall.mjs'), 'start'], {
    env: { ...process.env, ROLLCALL_HOME: home, PORT: '0', ROLLCALL_ALLOW_NETS: '127.0.0.0/8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const [url, code] = await new Promise<[string, string]>((found, lost) => {
    const read = (bytes: Buffer) => {
      output += bytes.toString()
      const address = /running at (http:\/\/\S+)/.exec(output)?.[1]
      const printed = /^\s+((?:[0-9A-Z]{4}-)+[0-9A-Z]{4})\s*$/m.exec(output)?.[1]
      if (address !== undefined && printed !== undefined) found([address, printed])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (status) => lost(new Error(`rollcall start ended with ${status}:\n${output}`)))
  })
  return {
    url,
    code,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((done) => child.once('exit', done))
        child.kill('SIGTERM')
        await ended
      }
      await rm(home, { recursive: true, force: true })
    },
  }
}
