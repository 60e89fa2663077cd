import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import { systemClock } from '#base/clock.ts'
import type { Log } from '#base/log.ts'
import { Secret } from '#base/redact.ts'
import type { Config } from '../config.ts'
import { openEngine } from '../open-engine.ts'
import { start } from '../start.ts'
import { figure } from '../table.ts'
import { buildHistory, startVendors, type Told, type Vendor } from './build-history.ts'
import { inventCompany } from './company.ts'
import { leaveOpenEnds } from './open-ends.ts'
import { makeTrouble } from './trouble.ts'

type Io = { out: Writable; json: boolean; signal: AbortSignal }

const EMAIL = 'demo@rollcall.example'
const STAFF = 1_200

/**
 * `rollcall start` on a home that is thrown away at the end, with a simulated company: its apps are servers of their own
 * on this machine, connected and synced through the product as any vendor would be, on days of the last six months.
 */
export async function runDemo(config: Config, log: Log, io: Io): Promise<void> {
  const { out, json, signal } = io
  const home = await mkdtemp(join(tmpdir(), 'rollcall-demo-'))
  const vendors: Vendor[] = []
  try {
    const company = inventCompany({ seed: 7, staff: STAFF, today: systemClock.now() })
    vendors.push(...(await startVendors(company)))
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
      prepare: async (rollcall) => {
        if (!json) out.write(`A company of ${figure(STAFF)} people lives through its last six months …\n`)
        const engine = openEngine(rollcall)
        await buildHistory({ parts: engine.parts, vault: rollcall.vault }, company, vendors, {
          signal,
          beforeLast: makeTrouble,
          ...(json ? {} : { told: teller(out) }),
        })
        await engine.close()
        await leaveOpenEnds(rollcall)
      },
      onStarted: async (_rollcall, url) => {
        out.write(
          json ? `${JSON.stringify({ event: 'ready', url, email: EMAIL, password })}\n` : whatToSee(url, password),
        )
      },
    })
  } finally {
    for (const { sandbox } of vendors) await sandbox.close()
    await rm(home, { recursive: true, force: true })
  }
}

/** A line for each app that is connected, and for what ended otherwise than well. */
function teller(out: Writable): Told {
  return ({ app, daysAgo, state, counts }) => {
    if (daysAgo === app.connected)
      out.write(`${app.name}: connected ${daysAgo} days ago, ${figure(counts.created)} accounts.\n`)
    else if (state !== 'done') out.write(`${app.name}: the newest sync is ${state}.\n`)
  }
}

function whatToSee(url: string, password: string): string {
  return `
Sign in at ${url}
  e-mail    ${EMAIL}
  password  ${password}

What to look at:
  ${url}/                     what needs you: a sync that is held, a key that was taken back, accounts of people who left
  ${url}/people               everyone, from their sources; open one and click a value to see where it comes from
  ${url}/connections          the apps, when they were synced, and what each sync did
  ${url}/accounts/unmatched   accounts that no person could be found for: contractors in the chat
  ${url}/requests             a co-worker who was asked to authorise an app

Everything is simulated and goes away when you stop with Ctrl-C.
`
}
