import { fixedClock } from '#base/clock.ts'
import { silentLog } from '#base/log.ts'
import { CLI_ACTOR } from '#core/audit/actor.ts'
import { createConnection } from '#core/connections/create-connection.ts'
import { launchConnection } from '#core/connections/launch-connection.ts'
import type { SyncCounts } from '#core/syncs/sync.ts'
import { getSync } from '#core/syncs/syncs.store.ts'
import type { EngineParts } from '#sync/context.ts'
import type { Vault } from '#vault/vault.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { noteFigures } from '#insights/daily-figures.ts'
import { requestSync } from '#sync/commands.ts'
import { runSync } from '#sync/run.ts'
import { DEMO_APPS, type DemoApp } from './apps.ts'
import { DAY_MS, type Company } from './company.ts'
import { moveSignOns } from './sign-ons.ts'
import { Timeline } from './timeline.ts'

/** Days ago on which everything is synced. */
export const ROUNDS: readonly number[] = [180, 120, 60, 30, 7, 1, 0]

/** A round's syncs begin a minute apart, the last of them before the day's hour: nothing is from the future. */
const ROUND_MS = 30 * 60_000

export type Vendor = { app: DemoApp; sandbox: Sandbox; timeline: Timeline; connectionId: string | undefined }

type Options = {
  rounds?: readonly number[]
  signal: AbortSignal
  told?: Told
  /** What happens at the vendors before the last round. */
  beforeLast?: (vendors: readonly Vendor[]) => void
}

export type Told = (line: { app: DemoApp; daysAgo: number; state: string; counts: SyncCounts }) => void

/** Starts a simulated vendor for every app, still without people. */
export async function startVendors(company: Company): Promise<Vendor[]> {
  const vendors: Vendor[] = []
  for (const [at, app] of DEMO_APPS.entries()) {
    const sandbox = await app.start({ seed: at, users: 0, groups: 0 })
    vendors.push({
      app,
      sandbox,
      timeline: new Timeline(company, sandbox.state, app.usage, at),
      connectionId: undefined,
    })
  }
  return vendors
}

/**
 * Lets the company live through its history: on each of some days the vendors are moved to that day, and what was
 * connected by then is synced through the engine, with its clock on that day.
 */
export async function buildHistory(
  engine: { parts: EngineParts; vault: Vault },
  company: Company,
  vendors: readonly Vendor[],
  { rounds = ROUNDS, signal, told, beforeLast }: Options,
): Promise<void> {
  const { vault } = engine
  const clock = fixedClock(company.today)
  // What goes wrong here goes wrong on purpose, and is told on the pages.
  const parts = { ...engine.parts, clock, log: silentLog }
  const { db, connectors } = parts
  for (const daysAgo of rounds) {
    const day = new Date(company.today.getTime() - daysAgo * DAY_MS)
    for (const vendor of vendors) vendor.timeline.moveTo(day)
    moveSignOns(company, vendors, day)
    if (daysAgo === rounds.at(-1)) beforeLast?.(vendors)
    clock.set(new Date(day.getTime() - ROUND_MS))
    for (const vendor of vendors) {
      if (signal.aborted) return
      const { app, sandbox } = vendor
      if (app.connected < daysAgo) continue
      clock.advance(60_000)
      if (vendor.connectionId === undefined) {
        const { id } = await createConnection({ db, vault, connectors }, CLI_ACTOR, {
          connector: app.connector,
          name: app.name,
          method: app.method,
          credential: { ...sandbox.credentials[app.method] },
          hosts: { ...sandbox.hosts },
          selection: 'people_and_accounts',
          preference: app.preference ?? 'create_and_update',
          deactivate: true,
          smart: true,
        })
        await launchConnection({ db, connectors, clock }, CLI_ACTOR, id)
        vendor.connectionId = id
      }
      const connectionId = vendor.connectionId
      const { syncId } = await db.tx((tx) =>
        requestSync(tx, async () => {}, {
          connectionId,
          trigger: sandbox.calls.length === 0 ? 'manual' : 'schedule',
        }),
      )
      await runSync(parts, syncId, signal)
      const sync = await getSync(db, syncId)
      told?.({ app, daysAgo, state: sync.state, counts: sync.counts })
    }
    await noteFigures(db, clock.now())
  }
}
