import { existsSync } from 'node:fs'
import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, toAppError } from '#base/errors.ts'
import { silentLog } from '#base/log.ts'
import { HEAD_FILE, readHeadFile } from '#core/audit/head-file.ts'
import { verifyAudit } from '#core/audit/verify-audit.ts'
import { pendingMigrations, readMigrations } from '#db/migrate.ts'
import { openDatabase, type Database } from '#db/open-database.ts'
import type { Db } from '#db/pool.ts'
import { createAddressPolicy } from '#egress/addresses.ts'
import { openTransport } from '#mail/smtp-transport.ts'
import { ownSecret } from '#vault/own-secret.ts'
import { loadRootKey } from '#vault/root-key.ts'
import type { Config } from './config.ts'
import { freeBytes, LEAST_FREE_BYTES } from './home-folder.ts'

export type Finding = { level: 'ok' | 'warn' | 'fail'; what: string; text: string }

type Verdict = Omit<Finding, 'what'>

const ok = (text: string): Verdict => ({ level: 'ok', text })
const warn = (text: string): Verdict => ({ level: 'warn', text })
const fail = (text: string): Verdict => ({ level: 'fail', text })

/** A due connection whose time passed so long ago was not started by anyone. Minutes. */
const LATE_MINUTES = 10

/** Facts that are so much older than the lists of the same connection are missing. */
const STALE_FACTS_HOURS = 48

/** Heads are signed at least every 20 hours while anything runs. */
const HEAD_LIMIT_MS = 24 * 3_600_000

/** Looks at one thing after the other; what one thing stands on comes before it. Never throws. */
export async function examine(config: Config, options: { audit?: boolean } = {}): Promise<Finding[]> {
  const findings: Finding[] = []
  const look = async (what: string, check: () => Verdict | Promise<Verdict>): Promise<boolean> => {
    let verdict: Verdict
    try {
      verdict = await check()
    } catch (thrown) {
      verdict = fail(toAppError(thrown).message)
    }
    findings.push({ ...verdict, what })
    return verdict.level !== 'fail'
  }

  await look('node', checkNode)
  await look('egress', () => checkEgress(config))
  await look('home', () => checkHome(config.home))
  await look('disk', () => checkDisk(config.home))
  await look('mail', () => checkMail(config))
  if (!config.databaseUrl && !existsSync(join(config.home, 'postgres', 'data'))) {
    await look('database', () => warn('There is none yet; `rollcall start` makes it.'))
    return findings
  }
  let database: Database | undefined
  await look('database', async () => {
    const { home, databaseUrl } = config
    database = await openDatabase({ home, databaseUrl, log: silentLog, applicationName: 'rollcall doctor' })
    return ok(database.embedded ? 'The embedded PostgreSQL runs.' : 'DATABASE_URL can be reached.')
  })
  if (!database) return findings
  try {
    const { db } = database
    if (!(await look('version', () => checkVersion(db)))) return findings
    if (!(await look('migrations', () => checkMigrations(db)))) return findings
    await look('root key', () => checkRootKey(config, db))
    await look('jobs', () => checkJobs(db))
    await look('activity', () => checkFacts(db))
    if (options.audit) await look('audit log', () => checkAudit(config, db))
  } finally {
    await database.close()
  }
  return findings
}

function checkNode(): Verdict {
  const text = `Node ${process.versions.node}`
  return Number.parseInt(process.versions.node, 10) >= 24 ? ok(text) : fail(`${text}; 24 or newer is needed.`)
}

function checkEgress({ allowNets }: Config): Verdict {
  createAddressPolicy(allowNets)
  return allowNets === ''
    ? ok('Only public addresses may be reached.')
    : warn(`Private networks may be reached too: ${allowNets}`)
}

async function checkHome(home: string): Promise<Verdict> {
  if (!existsSync(home)) return warn(`${home} is not there yet; \`rollcall start\` makes it.`)
  await access(home, constants.R_OK | constants.W_OK | constants.X_OK).catch((cause: unknown) => {
    throw new AppError('home_unwritable', { cause })
  })
  return ok(home)
}

async function checkDisk(home: string): Promise<Verdict> {
  const free = await freeBytes(existsSync(home) ? home : process.cwd())
  if (free === undefined) return warn('The free space cannot be told.')
  const text = `${(free / 1e9).toFixed(1)} GB free`
  return free >= LEAST_FREE_BYTES ? ok(text) : fail(`${text}; that is too little to go on.`)
}

/** Connects and signs in; nothing is sent. */
async function checkMail({ smtp }: Config): Promise<Verdict> {
  if (!smtp) return warn('SMTP_URL is not set: mails are not sent, and stay in the outbox page.')
  const problem = await openTransport(smtp).check()
  return problem === undefined
    ? ok(`${smtp.host}:${smtp.port} takes mails from ${smtp.from}.`)
    : fail(`${smtp.host}:${smtp.port}: ${problem}`)
}

async function checkVersion(db: Db): Promise<Verdict> {
  const row = await db.one<{ text: string; number: number }>(
    `select split_part(current_setting('server_version'), ' ', 1) as text, current_setting('server_version_num')::int as number`,
  )
  const text = `PostgreSQL ${row?.text}`
  return (row?.number ?? 0) >= 160_000 ? ok(text) : fail(`${text}; 16 or newer is needed.`)
}

async function checkMigrations(db: Db): Promise<Verdict> {
  const there = await db.one<{ found: boolean }>(`select to_regclass('migrations') is not null as found`)
  if (!there?.found) return fail('The database is empty; `rollcall start` prepares it.')
  const applied = await db.query<{ name: string; sha256: string }>('select name, sha256 from migrations')
  const pending = pendingMigrations(await readMigrations(), applied)
  return pending.length === 0
    ? ok(`${applied.length} applied`)
    : fail(`${pending.length} wait; \`rollcall start\` applies them.`)
}

async function checkRootKey({ home, rootKey, rootKeyNext }: Config, db: Db): Promise<Verdict> {
  const known = await db.one('select 1 as found from vault_keys limit 1')
  if (!known) return warn('There is none yet; `rollcall start` makes it.')
  const ring = await loadRootKey({ home, env: rootKey, next: rootKeyNext, db })
  ring.close()
  const rotating = await db.one(`select 1 as found from vault_keys where state = 'old'`)
  if (rotating) return warn('Its rotation was begun and is not over; `rollcall rotate-keys` goes on with it.')
  return ok(`It opens this vault (${rootKey ? 'ROLLCALL_ROOT_KEY' : 'root.key in ROLLCALL_HOME'}).`)
}

async function checkAudit({ home, rootKey, rootKeyNext }: Config, db: Db): Promise<Verdict> {
  const ring = await loadRootKey({ home, env: rootKey, next: rootKeyNext, db })
  ring.close()
  const outside = await readHeadFile(home)
  const { events, seq, hash, head, problem } = await verifyAudit(db, await ownSecret(db, ring, 'audit heads'), outside)
  if (problem) return fail(problem.text)
  if (events === 0) return ok('Nothing was recorded yet.')
  const text = `${events} events, whole and in order. Head: place ${seq}, ${hash}.`
  if (!head) return warn(`${text} None is signed yet: \`rollcall start\` and \`rollcall work\` sign one every hour.`)
  if (Date.now() - head.at.getTime() > HEAD_LIMIT_MS) {
    return warn(`${text} The last signed head is older than a day; is \`rollcall start\` or \`rollcall work\` running?`)
  }
  return outside.length > 0
    ? ok(`${text} Signed up to place ${head.seq}, also outside the database (${HEAD_FILE}).`)
    : warn(`${text} No head was noted outside the database in this ROLLCALL_HOME.`)
}

/** Facts may fail while the lists go on: nobody should be called unused for that. */
async function checkFacts(db: Db): Promise<Verdict> {
  const rows = await db.query<{ name: string }>(
    `select distinct c.name from stream_states t join connections c on c.id = t.connection_id
     where t.kind in ('activity', 'transactions') and c.state = 'active' and t.as_of < c.as_of - interval '${STALE_FACTS_HOURS} hours' order by 1`,
  )
  if (rows.length === 0) return ok('Activity and transactions are as fresh as the lists.')
  return warn(
    `Older than the lists by more than ${STALE_FACTS_HOURS} hours in: ${rows.map(({ name }) => name).join(', ')}. Their newest syncs say why.`,
  )
}

async function checkJobs(db: Db): Promise<Verdict> {
  const row = await db.one<{ late: number; waiting: number }>(
    `select (select count(*)::int from connections where state = 'active' and next_due_at < now() - interval '${LATE_MINUTES} minutes') as late,
       (select count(*)::int from syncs where state = 'queued' and created_at < now() - interval '${LATE_MINUTES} minutes') as waiting`,
  )
  const { late = 0, waiting = 0 } = row ?? {}
  if (late + waiting === 0) return ok('Nothing is overdue.')
  return warn(
    `${late} connections are overdue and ${waiting} syncs wait; is \`rollcall start\` or \`rollcall work\` running?`,
  )
}
