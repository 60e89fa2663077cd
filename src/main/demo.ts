import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import type { Log } from '#base/log.ts'
import { Secret } from '#base/redact.ts'
import { startSandbox as startOneLogin } from '#connectors/onelogin/sandbox.ts'
import { startSandbox as startScim } from '#connectors/scim/sandbox.ts'
import { startSandbox as startSlack } from '#connectors/slack/sandbox.ts'
import { CLI_ACTOR } from '#core/audit/actor.ts'
import { createConnection } from '#core/connections/create-connection.ts'
import { launchConnection } from '#core/connections/launch-connection.ts'
import type { Sync } from '#core/syncs/sync.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import type { Config } from './config.ts'
import type { Rollcall } from './open-rollcall.ts'
import { runOneSync } from './run-one-sync.ts'
import { start } from './start.ts'
import { figure } from './table.ts'

type Io = { out: Writable; json: boolean; signal: AbortSignal }

type Vendor = { connector: string; name: string; method: string; sandbox: Sandbox }

const EMAIL = 'demo@rollcall.example'

/**
 * `rollcall start` on a home that is thrown away at the end, with a simulated company: an SSO, a chat and a SCIM app,
 * each a server of its own on this machine, connected and synced through the product as any vendor would be.
 */
export async function runDemo(config: Config, log: Log, io: Io): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'rollcall-demo-'))
  const vendors: Vendor[] = []
  try {
    vendors.push(...(await startVendors()))
    const password = randomBytes(12).toString('base64url')
    const demo: Config = {
      ...config,
      home,
      databaseUrl: undefined,
      rootKey: undefined,
      rootKeyNext: undefined,
      allowNets: '127.0.0.0/8',
      admin: { email: EMAIL, password: new Secret(password) },
    }
    await start(demo, log, {
      ...io,
      works: true,
      onStarted: async (rollcall, url) => {
        const syncs = await connectAll(rollcall, vendors, io)
        io.out.write(
          io.json
            ? `${JSON.stringify({ event: 'ready', url, email: EMAIL, password, syncs })}\n`
            : whatToSee(url, password),
        )
      },
    })
  } finally {
    for (const { sandbox } of vendors) await sandbox.close()
    await rm(home, { recursive: true, force: true })
  }
}

/** The same seed: the three vendors know the same people, as the apps of one company do. */
async function startVendors(): Promise<Vendor[]> {
  const seed = 7
  return [
    { connector: 'onelogin', name: 'OneLogin', method: '', sandbox: await startOneLogin({ seed, users: 120 }) },
    { connector: 'slack', name: 'Slack', method: '', sandbox: await startSlack({ seed, users: 140 }) },
    { connector: 'scim', name: 'Design tool (SCIM)', method: 'bearer', sandbox: await startScim({ seed, users: 60 }) },
  ]
}

async function connectAll(rollcall: Rollcall, vendors: readonly Vendor[], { out, json, signal }: Io): Promise<Sync[]> {
  const { db, vault, connectors, clock } = rollcall
  const syncs: Sync[] = []
  for (const { connector, name, method, sandbox } of vendors) {
    if (signal.aborted) return syncs
    const chosen = method || (Object.keys(sandbox.credentials)[0] ?? '')
    const connection = await createConnection({ db, vault, connectors }, CLI_ACTOR, {
      connector,
      name,
      method: chosen,
      credential: { ...sandbox.credentials[chosen] },
      hosts: { ...sandbox.hosts },
      selection: 'people_and_accounts',
      preference: 'create_and_update',
      deactivate: true,
      smart: true,
    })
    await launchConnection({ db, connectors, clock }, CLI_ACTOR, connection.id)
    const sync = await runOneSync(rollcall, {
      connection: connection.id,
      trigger: 'manual',
      signal,
      onProgress: () => {},
    })
    syncs.push(sync)
    if (!json)
      out.write(
        `Synced ${name}: ${figure(sync.counts.read)} accounts read, ${figure(sync.counts.created)} new (${sync.state}).\n`,
      )
  }
  return syncs
}

function whatToSee(url: string, password: string): string {
  return `
Sign in at ${url}
  e-mail    ${EMAIL}
  password  ${password}

What to look at:
  ${url}/people        everyone, from three sources; open one and click a value to see where it comes from
  ${url}/connections   the three apps, when they were synced, and what each sync did
  ${url}/accounts/unmatched   accounts that no person could be found for

Everything is simulated and goes away when you stop with Ctrl-C.
`
}
