import { AppError, assert } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import { openPool } from '#db/pool.ts'
import { betterAuth, type BetterAuthOptions } from 'better-auth'
import { APIError } from 'better-auth/api'
import { getMigrations } from 'better-auth/db/migration'
import type { Pool } from 'pg'
import type { Client, Session, User, Users } from './user.ts'

type Options = {
  /** The database; the library's tables live in its schema `auth`, since their names would clash with ours. */
  databaseUrl: string
  /** Signs the session cookies. It is not in the database, so a copy of the database opens no session. */
  secret: string
  /** Where people reach Rollcall; decides whether cookies are marked secure. */
  publicUrl: string
  log: Log
}

const SESSION_SECONDS = 7 * 24 * 60 * 60

/** Two starts at once must not both make the tables; any number that nothing else locks. */
const MIGRATION_LOCK = '8245921731386928237'

/** Users kept by better-auth: e-mail and password only, no open sign-up. */
export function openUsers({ databaseUrl, secret, publicUrl, log }: Options): Users {
  const pool = openPool(withSearchPath(databaseUrl), { max: 5, applicationName: 'rollcall-auth', log })
  const options = authOptions(pool, { secret, publicUrl, log })
  const create = () => betterAuth(options)
  let made: ReturnType<typeof create> | undefined
  // Made when it is first used: it looks at its tables, which a first start only makes in `migrate`.
  const auth = () => (made ??= create())

  return {
    async migrate() {
      const client = await pool.connect()
      try {
        await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
        const { runMigrations } = await getMigrations(options)
        await runMigrations()
      } finally {
        // The lock belongs to the connection, so it is closed instead of given back.
        client.release(true)
      }
    },

    async count() {
      const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from "user"')
      return rows[0]?.count ?? 0
    },

    async create({ name, email, password, role }) {
      const { internalAdapter, password: passwords } = await auth().$context
      if (await internalAdapter.findUserByEmail(email.toLowerCase())) {
        throw new AppError('conflict', { message: 'There is a user with this e-mail already.' })
      }
      const hash = await passwords.hash(password)
      const created = await internalAdapter.createUser(
        { name, email: email.toLowerCase(), emailVerified: true, role },
        { method: 'email-password' },
      )
      await internalAdapter.linkAccount({
        userId: created.id,
        providerId: 'credential',
        accountId: created.id,
        password: hash,
      })
      return toUser(created)
    },

    async find(id) {
      const { internalAdapter } = await auth().$context
      const found = await internalAdapter.findUserById(id)
      return found ? toUser(found) : undefined
    },

    async signIn(input, client) {
      try {
        const { headers, response } = await auth().api.signInEmail({
          body: input,
          headers: clientHeaders(client),
          returnHeaders: true,
        })
        return { user: toUser(response.user), cookies: headers.getSetCookie() } satisfies Session
      } catch (thrown) {
        if (thrown instanceof APIError && thrown.statusCode < 500) return undefined
        throw thrown
      }
    },

    async signOut(cookie) {
      const { headers } = await auth().api.signOut({ headers: cookieHeaders(cookie), returnHeaders: true })
      return headers.getSetCookie()
    },

    async findSession(cookie) {
      if (cookie === undefined) return undefined
      const found = await auth().api.getSession({ headers: cookieHeaders(cookie) })
      return found
        ? { user: toUser(found.user), session: { id: found.session.id, since: found.session.createdAt } }
        : undefined
    },

    close: () => pool.end(),
  }
}

function authOptions(pool: Pool, { secret, publicUrl, log }: Omit<Options, 'databaseUrl'>) {
  const secure = publicUrl.startsWith('https:')
  return {
    database: pool,
    secret,
    baseURL: publicUrl,
    telemetry: { enabled: false },
    logger: {
      level: 'error',
      log: (level, message) => log[level === 'error' ? 'error' : 'warn']({ library: 'better-auth' }, message),
    },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 200 },
    user: { additionalFields: { role: { type: 'string', required: true, defaultValue: 'viewer', input: false } } },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    // Ours counts in the database, for all processes, and by account too.
    rateLimit: { enabled: false },
    advanced: {
      // The library checks the origin of requests to its own routes; ours are checked before they get here (S3).
      disableCSRFCheck: true,
      disableOriginCheck: true,
      useSecureCookies: false,
      ipAddress: { ipAddressHeaders: ['x-rollcall-address'] },
      cookies: {
        session_token: {
          // The browser lets nobody but this very host set a cookie with this prefix, and only over https.
          name: secure ? '__Host-rollcall_session' : SESSION_COOKIE,
          attributes: { httpOnly: true, sameSite: 'lax', path: '/', secure },
        },
      },
    },
  } satisfies BetterAuthOptions
}

/** The session cookie's name over http, as the API's description gives it. */
export const SESSION_COOKIE = 'rollcall_session'

/** Text work, because a URL over a unix socket is not one that `URL` reads. */
function withSearchPath(url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}options=${encodeURIComponent('-c search_path=auth')}`
}

function clientHeaders(client: Client): Headers {
  const headers = new Headers({ 'x-rollcall-address': client.address })
  if (client.userAgent !== undefined) headers.set('user-agent', client.userAgent.slice(0, 300))
  return headers
}

function cookieHeaders(cookie: string | undefined): Headers {
  return new Headers(cookie === undefined ? {} : { cookie })
}

function toUser(user: { id: string; name: string; email: string; role?: unknown }): User {
  assert(typeof user.role === 'string', 'a user has a role')
  return { id: user.id, name: user.name, email: user.email, role: user.role }
}
