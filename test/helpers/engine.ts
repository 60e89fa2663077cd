import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '#base/clock.ts'
import { silentLog, type Log } from '#base/log.ts'
import { Secret } from '#base/redact.ts'
import { CLI_ACTOR } from '#core/audit/actor.ts'
import { createConnection, type NewConnection } from '#core/connections/create-connection.ts'
import { launchConnection } from '#core/connections/launch-connection.ts'
import { createOpenClient } from '#core/connections/open-client.ts'
import { openConnectors } from '#core/custom-connectors/live-connectors.ts'
import { createDb, openPool, type Db } from '#db/pool.ts'
import { createEgress } from '#egress/client.ts'
import { createLimiters } from '#egress/limits.ts'
import { createMail } from '#mail/outbox.ts'
import type { Sandbox } from '#kit/sandbox.ts'
import { ALL_CONNECTORS } from '#main/load-connectors.ts'
import { requestSync } from '#sync/commands.ts'
import { relaxedUrl, type EngineParts } from '#sync/context.ts'
import { runSync, type SyncEnd } from '#sync/run.ts'
import { loadRootKey } from '#vault/root-key.ts'
import { createSealer } from '#vault/sealer.ts'
import { createVault, type Vault } from '#vault/vault.ts'

/** The engine on a database, with the real vault and the real door out; only the queue is left out. */
export type TestEngine = { db: Db; parts: EngineParts; vault: Vault; close(): Promise<void> }

export type Ended = {
  id: string
  state: string
  end: SyncEnd
  counts: Record<string, number>
  errorCode: string | null
  errorMessage: string | null
  hold: { rule: string; text: string }[] | null
}

/**
 * @param rootKey base64; the engines of several processes on one database share it.
 */
export async function openTestEngine(url: string, options: { rootKey?: string; log?: Log } = {}): Promise<TestEngine> {
  const log = options.log ?? silentLog
  const pool = openPool(url, { max: 6 })
  const pages = openPool(relaxedUrl(url), { max: 4 })
  const db = createDb(pool)
  const home = await mkdtemp(join(tmpdir(), 'rollcall-engine-'))
  const rootKey = await loadRootKey({
    home,
    env: new Secret(options.rootKey ?? randomBytes(32).toString('base64')),
    db,
  })
  const egress = createEgress({ allowNets: '127.0.0.0/8', log })
  const vault = createVault({ db, rootKey, clock: systemClock, egress, log })
  const openClient = createOpenClient({ db, vault, limiters: createLimiters(), log })
  const mail = createMail({
    sealer: createSealer(rootKey),
    clock: systemClock,
    publicUrl: 'http://127.0.0.1:4400',
    delivers: false,
  })
  const { connectors, refresh: refreshConnectors } = openConnectors(db, ALL_CONNECTORS, log)
  return {
    db,
    vault,
    parts: { db, pagesDb: createDb(pages), clock: systemClock, log, connectors, refreshConnectors, openClient, mail },
    async close() {
      await egress.close()
      await pages.end()
      await pool.end()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Connects a simulated vendor as the product does, with smart mapping, and launches it. Returns the connection's id. */
export async function connect(
  engine: TestEngine,
  connector: string,
  sandbox: Sandbox,
  options: Partial<NewConnection> = {},
): Promise<string> {
  const method = options.method ?? Object.keys(sandbox.credentials)[0]!
  const { db, vault, parts } = engine
  const { id } = await createConnection({ db, vault, connectors: parts.connectors }, CLI_ACTOR, {
    connector,
    name: `${connector} ${sandbox.url}`,
    method,
    credential: { ...sandbox.credentials[method] },
    hosts: { ...sandbox.hosts },
    selection: 'people_and_accounts',
    preference: 'create_and_update',
    deactivate: true,
    smart: true,
    ...options,
  })
  await launchConnection({ db, connectors: parts.connectors, clock: parts.clock }, CLI_ACTOR, id)
  return id
}

/** Asks for a sync without running it. */
export async function queueSync(engine: Pick<TestEngine, 'db'>, connectionId: string): Promise<string> {
  const { syncId } = await engine.db.tx((tx) => requestSync(tx, async () => {}, { connectionId, trigger: 'manual' }))
  return syncId
}

/** Runs one sync to its end, and returns what its row says. */
export async function syncNow(engine: TestEngine, connectionId: string): Promise<Ended> {
  const syncId = await queueSync(engine, connectionId)
  const end = await runSync(engine.parts, syncId, new AbortController().signal)
  const row = await engine.db.one<Omit<Ended, 'end'>>(
    `select id, state, counts, error_code as "errorCode", error_message as "errorMessage", hold from syncs where id = $1`,
    [syncId],
  )
  return { ...row!, end }
}

/** The directory of one connection in comparable form: no ids of ours, no times. */
export async function directoryOf(
  db: Db,
  connectionId: string,
): Promise<{ accounts: object[]; people: object[]; grants: object[] }> {
  return {
    accounts: await db.query(
      `select external_id, email, username, display_name, given_name, family_name, status, source_status, vendor_status, role, is_admin, is_service_account, is_guest,
         vendor_created_at, licences, fields, claims, listed, unmatched_reason, missing_since is not null as missing, person_id is not null as has_person
       from accounts where connection_id = $1 order by external_id`,
      [connectionId],
    ),
    people: await db.query(
      `select p.email, p.username, p.display_name, p.status, p.role, p.title, p.department, p.fields from people p
       where exists (select from accounts a where a.person_id = p.id and a.connection_id = $1) order by p.email, p.username`,
      [connectionId],
    ),
    grants: await db.query(
      `select a.external_id, e.kind, e.external_id as entitlement, e.name from grants g join accounts a on a.id = g.account_id join entitlements e on e.id = g.entitlement_id
       where a.connection_id = $1 order by 1, 2, 3`,
      [connectionId],
    ),
  }
}
