// Not part of `npm test`: break-glass on many connected OAuth apps, at an authorization server in its own process.
//   node test/faults/revoke-all-long.ts [connections, 100] [unconfirmed grants, 20] [of the connections: at a server that hangs, 0]
import { execFile, fork } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { request as send } from 'undici'
import { authoriseUnconfirmed, connectByConsent, oauthDraft, type Call } from '../helpers/oauth-connections.ts'
import { REDIRECT_URI, startOAuthProvider, type OAuthProvider } from '../helpers/oauth-provider.ts'
import { startRollcall } from '../helpers/running-rollcall.ts'
import type { Json } from '../helpers/api.ts'

/** S20. */
const LIMIT_S = 300

const [connections = 100, spare = 20, hanging = 0] = process.argv.slice(2).map(Number)

if (process.send) await serveVendor()
else await measure()

/** As the child: the authorization server alone. */
async function serveVendor(): Promise<void> {
  const vendor = await startOAuthProvider()
  process.on('message', () => void vendor.standing().then((standing) => process.send!(standing)))
  process.send!({ issuer: vendor.issuer, hosts: vendor.hosts })
}

async function measure(): Promise<void> {
  const child = fork(import.meta.filename, process.argv.slice(2), { stdio: 'ignore' })
  const answer = <T>() => new Promise<T>((done) => child.once('message', (message) => done(message as T)))
  const vendor = await answer<OAuthProvider>()
  const standing = () => {
    child.send('how many?')
    return answer<{ refresh: number; access: number }>()
  }
  const silent = createServer(() => {})
  await new Promise<void>((done) => void silent.listen(0, '127.0.0.1', done))
  const nowhere = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/revoke`
  const rollcall = await startRollcall({ env: { ROLLCALL_PUBLIC_URL: new URL(REDIRECT_URI).origin, DATABASE_URL: '' } })
  try {
    const call = callOf(rollcall.url, rollcall.env['ROLLCALL_API_TOKEN']!)
    for (let at = 0; at < connections; at++) {
      const hosts: Record<string, string> = at < hanging ? { revoke: nowhere } : {}
      await connectByConsent(call, oauthDraft(vendor, `Connection ${at}`, hosts))
    }
    const readToken = async () => {
      const [mail] = (await call('GET', '/api/v1/outbox?limit=1')).body.items
      const { text } = (await call('POST', `/api/v1/outbox/${mail.id}/read`)).body
      return /\/authorize\/(\S+)/.exec(text)![1]!
    }
    for (let at = 0; at < spare; at++) {
      await authoriseUnconfirmed(call, oauthDraft(vendor, `Unconfirmed ${at}`), readToken)
    }
    const before = await standing()
    const began = performance.now()
    const { code, report } = await revokeAll(rollcall.env)
    const seconds = Math.round((performance.now() - began) / 100) / 10
    const after = await standing()
    const outcomes = (ends: Json[]) => Object.fromEntries(
      [...Map.groupBy(ends, (one: Json) => one.outcome)].map(([outcome, some]) => [outcome, some.length]),
    ) // prettier-ignore
    const figures = {
      seconds, before, after, connections: outcomes(report.connections), credentials: outcomes(report.credentials), exitCode: code,
    } // prettier-ignore
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
    const isRight =
      seconds <= LIMIT_S && after.refresh === hanging && figures.connections['failed'] === (hanging || undefined)
    process.exitCode = isRight ? 0 : 1
  } finally {
    await rollcall.stop()
    silent.close()
    child.kill()
  }
}

/** The command as its users run it, the start of its process included. */
function revokeAll(env: Record<string, string>): Promise<{ code: number; report: Json }> {
  const command = join(resolve(import.meta.dirname, '..', '..'), 'bin', 'rollcall.mjs')
  return new Promise((done) => {
    execFile(process.execPath, [command, 'revoke-all', '--yes', '--json'], { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout) =>
      done({ code: error ? Number(error.code) : 0, report: JSON.parse(stdout) }),
    ) // prettier-ignore
  })
}

function callOf(url: string, token: string): Call {
  return async (method, path, { body, cookie } = {}) => {
    const { statusCode, headers, body: answer } = await send(`${url}${path}`, {
      method: method as 'GET',
      headers: {
        ...(cookie === undefined ? { authorization: `Bearer ${token}` } : { cookie, origin: new URL(REDIRECT_URI).origin }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }) // prettier-ignore
    const text = await answer.text()
    return { status: statusCode, headers, body: text.startsWith('{') ? JSON.parse(text) : text }
  }
}
