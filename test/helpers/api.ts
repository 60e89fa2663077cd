import { createServer, type ServerOptions } from '#api/server.ts'
import type { Services } from '#api/services.ts'
import { createSyncCommands } from '#api/sync-commands.ts'
import { createSyncProgress } from '#api/sync-progress.ts'
import { createMetrics } from '#api/metrics.ts'
import { possibleErrors, type Route } from '#api/route.ts'
import { systemClock, type Clock } from '#base/clock.ts'
import { toAppError } from '#base/errors.ts'
import { silentLog, type Log } from '#base/log.ts'
import { SYSTEM_ACTOR } from '#core/audit/actor.ts'
import { insertApiToken } from '#core/apitokens/create-api-token.ts'
import { createOpenClient } from '#core/connections/open-client.ts'
import { openConnectors } from '#core/custom-connectors/live-connectors.ts'
import { createOidcDoor } from '#core/users/oidc-door.ts'
import { openUsers } from '#core/users/better-auth-users.ts'
import { BUILT_IN_ROLES, type BuiltInRole } from '#core/users/permissions.ts'
import type { Db } from '#db/pool.ts'
import { createEgress } from '#egress/client.ts'
import { createLimiters } from '#egress/limits.ts'
import type { Connector } from '#kit/define.ts'
import { createMail, type OutgoingMail } from '#mail/outbox.ts'
import { ALL_CONNECTORS } from '#main/load-connectors.ts'
import { readRaw } from '#sync/raw.ts'
import { rootKeyFrom } from '#vault/seal.ts'
import { createSealer } from '#vault/sealer.ts'
import { createVault } from '#vault/vault.ts'
import assert from 'node:assert/strict'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'
import { request as send } from 'undici'
import { errorOf } from '#api/problem.ts'
import { testDatabase } from './database.ts'

/** An answer of the API; `body` is undefined when there is none. */
export type Answer = {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  body: Json
}
// A test looks at answers as a client does, without types.
// oxlint-disable-next-line typescript/no-explicit-any
export type Json = any

export type Ask = (
  method: string,
  path: string,
  options?: { body?: unknown; text?: string; headers?: Record<string, string>; as?: BuiltInRole | 'nobody' },
) => Promise<Answer>

/** What signs the sessions of a `testApi`. */
export const TEST_SECRET = 'a test secret of at least thirty-two characters'

export type TestApi = Services & {
  url: string
  databaseUrl: string
  ask: Ask
  tokens: Record<BuiltInRole, string>
  /** Syncs that were asked for; nothing runs them. */
  enqueued: string[]
  /** Mails that were written; nothing delivers them. */
  mails: OutgoingMail[]
}

/**
 * The real server over HTTP on a free port, with its own database. Asks as an owner unless told otherwise, with a token that
 * may do all that a user of that role may. Every answer
 * is compared with its route's schema, and every error with those that the route declares.
 */
export async function testApi(
  options: Partial<Pick<ServerOptions, 'routes' | 'webRoot' | 'readiness' | 'publicUrl'>> & {
    /** Vendors that only a test knows, beside those that there are. */
    connectors?: readonly Connector[]
    clock?: Clock
    log?: Log
  } = {},
): Promise<TestApi> {
  const { db, url: databaseUrl, pool } = await testDatabase()
  const { log = silentLog } = options
  const { clock = systemClock } = options
  const builtIn = new Map([...ALL_CONNECTORS, ...(options.connectors ?? []).map((one) => [one.id, one] as const)])
  const { connectors, refresh: refreshConnectors } = openConnectors(db, builtIn, log)
  const { publicUrl = 'http://127.0.0.1:4400' } = options
  const users = openUsers({ databaseUrl, secret: TEST_SECRET, publicUrl, log })
  await users.migrate()
  const egress = createEgress({ allowNets: '127.0.0.0/8', log, clock })
  const rootKey = rootKeyFrom(Buffer.alloc(32, 7))
  const vault = createVault({ db, rootKey, clock, egress, log })
  const mail = createMail({ sealer: createSealer(rootKey), clock, publicUrl, delivers: false })
  const enqueued: string[] = []
  const mails: TestApi['mails'] = []
  const services: Services = {
    db,
    log,
    clock,
    egressAddresses: ['203.0.113.7'],
    connectors,
    refreshConnectors,
    vault,
    users,
    oidc: createOidcDoor({ egress, key: Buffer.alloc(32, 9), publicUrl }),
    publicUrl,
    openClient: createOpenClient({ db, vault, limiters: createLimiters(), log }),
    mail: {
      ...mail,
      send: (tx, one) => {
        mails.push(one)
        return mail.send(tx, one)
      },
    },
    syncs: createSyncCommands({
      db,
      clock,
      connectors,
      enqueue: async (_tx, id) => void enqueued.push(id),
    }),
    progress: createSyncProgress(db, 20),
    readRaw: (connectionId, externalId) => readRaw(db, connectors, connectionId, externalId),
  }
  const surprises: string[] = []
  const app = await createServer({
    services,
    publicUrl,
    readiness: options.readiness ?? (async () => ({ database: true, migrations: true, disk: true })),
    metrics: createMetrics({ db, pool }),
    ...options,
    onAnswer: (route, body) => {
      const problem = mismatch(route, body)
      if (problem) surprises.push(problem)
    },
    onError: (route, error) => {
      const { code } = errorOf(error)
      if (!possibleErrors(route).includes(code) || code === 'internal') {
        surprises.push(`${route.method} ${route.path} threw ${code}: ${String(toAppError(error).cause ?? error)}`)
      }
    },
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  const roles = Object.keys(BUILT_IN_ROLES) as BuiltInRole[]
  const tokens = Object.fromEntries(roles.map((role) => [role, `rollcall_test-${role}`])) as Record<BuiltInRole, string>
  await db.tx(async (tx) => {
    for (const role of roles) {
      // The owner's is nobody's, as ROLLCALL_API_TOKEN is; the others are bound by a user of that role.
      const makerId = role === 'owner' ? null : `test-${role}`
      const token = { name: role, rights: 'all' as const, expiresAt: null, token: tokens[role], makerId }
      await insertApiToken(tx, SYSTEM_ACTOR, token)
    }
  })
  after(async () => {
    await app.close()
    await users.close()
    await egress.close()
    assert.deepEqual(surprises, [])
  })

  const ask: Ask = async (method, path, { body, text, headers, as = 'owner' } = {}) => {
    if (as !== 'nobody' && as !== 'owner') await addUser(db, as)
    const payload = text ?? (body === undefined ? undefined : JSON.stringify(body))
    const response = await send(`${url}${path}`, {
      method: method as 'GET',
      ...(payload === undefined ? {} : { body: payload }),
      headers: {
        ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
        ...(as === 'nobody' ? {} : { authorization: `Bearer ${tokens[as]}` }),
        ...headers,
      },
    })
    const answer = await response.body.text()
    const isJson = String(response.headers['content-type']).includes('json')
    return {
      status: response.statusCode,
      headers: response.headers,
      text: answer,
      body: isJson ? JSON.parse(answer) : undefined,
    }
  }
  return { ...services, url, databaseUrl, ask, tokens, enqueued, mails }
}

/** The user behind a role's token, made when it is first asked: until then there is nobody, as on a first start. */
async function addUser(db: Db, role: BuiltInRole): Promise<void> {
  await db.query(
    `insert into auth."user" (id, name, email, "emailVerified", role, "createdAt", "updatedAt")
     values ($1, $2, $3, true, $2, now(), now()) on conflict do nothing`,
    [`test-${role}`, role, `${role}@example.com`],
  )
}

/** What of an answer is not as its schema says, after the way through JSON. */
function mismatch(route: Route, body: unknown): string | undefined {
  const where = `${route.method} ${route.path}`
  if (!route.success.body) return body === undefined ? undefined : `${where} answers a body that it does not declare`
  const result = route.success.body.safeParse(JSON.parse(JSON.stringify(body)))
  return result.success ? undefined : `${where}: ${result.error.message}`
}
