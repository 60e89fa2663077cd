import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { request as send } from 'undici'

const root = resolve(import.meta.dirname, '..', '..')

/** A Rollcall of its own, started as its users start it, reached over HTTP as its users reach it. */
export type RunningRollcall = {
  url: string
  home: string
  env: Record<string, string>
  child: ChildProcess
  /** Calls the API as an admin; a status of 400 and above is returned, not thrown. */
  call<Body = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Body }>
  /** All items of a list. */
  all<Item>(path: string): Promise<Item[]>
  /** Starts a sync and waits for its end. */
  sync(connectionId: string): Promise<FinishedSync>
  stop(): Promise<void>
}

export type FinishedSync = {
  id: string
  state: string
  counts: Record<string, number>
  error: { code: string; message: string } | null
  hold: { rule: string; text: string }[] | null
}

const TOKEN = 'rollcall_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'
const FINAL = ['done', 'partial', 'failed', 'cancelled', 'held']

/** Starts `rollcall start` on a fresh home, with 127.0.0.0/8 allowed as the vendors' network. */
export async function startRollcall(
  options: { home?: string; env?: Record<string, string> } = {},
): Promise<RunningRollcall> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'rollcall-run-')))
  const env = {
    ...(process.env as Record<string, string>),
    ROLLCALL_HOME: home,
    PORT: '0',
    ROLLCALL_ALLOW_NETS: '127.0.0.0/8',
    ROLLCALL_API_TOKEN: TOKEN,
    ROLLCALL_ADMIN_EMAIL: 'admin@example.test',
    ROLLCALL_ADMIN_PASSWORD: 'correct horse battery staple',
    ...options.env,
  }
  const child = spawn(process.execPath, [join(root, 'bin', 'rollcall.mjs'), 'start'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const url = await new Promise<string>((found, lost) => {
    const read = (text: Buffer) => {
      output += text.toString()
      const match = /running at (http:\/\/\S+)/.exec(output)
      if (match) found(match[1]!)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => lost(new Error(`rollcall start ended with ${code}:\n${output}`)))
  })
  const call: RunningRollcall['call'] = async (method, path, body) => {
    const response = await send(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.body.text()
    return { status: response.statusCode, body: (text === '' ? {} : JSON.parse(text)) as never }
  }
  return {
    url,
    home,
    env,
    child,
    call,
    async all(path) {
      const items: never[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const { status, body }: { status: number; body: { items: never[]; nextCursor: string | null } } = await call(
          'GET',
          `${path}${path.includes('?') ? '&' : '?'}limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
        )
        assert.equal(status, 200, JSON.stringify(body))
        items.push(...body.items)
        cursor = body.nextCursor
      }
      return items
    },
    async sync(connectionId) {
      const started = await call<FinishedSync>('POST', `/connections/${connectionId}/syncs`)
      assert.equal(started.status, 202, JSON.stringify(started.body))
      // The events stream ends by itself after the final state.
      const events = await send(`${url}/api/v1/syncs/${started.body.id}/events`, {
        headers: { authorization: `Bearer ${TOKEN}`, accept: 'text/event-stream' },
      })
      await events.body.dump({ limit: 10_000_000 })
      const { body } = await call<FinishedSync>('GET', `/syncs/${started.body.id}`)
      assert.ok(FINAL.includes(body.state), `the sync ended ${body.state}`)
      return body
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((done) => child.once('exit', done))
        child.kill('SIGTERM')
        await ended
      }
      if (options.home === undefined) await rm(home, { recursive: true, force: true })
    },
  }
}
