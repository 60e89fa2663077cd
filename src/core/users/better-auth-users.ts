import { randomBytes } from 'node:crypto'
import { AppError, assert } from '#base/errors.ts'
import type { Log } from '#base/log.ts'
import { openPool } from '#db/pool.ts'
import { betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { getMigrations } from 'better-auth/db/migration'
import { authOptions, derived } from './better-auth-options.ts'
import { onlyOnce } from './used-codes.ts'
import type { Client, PasskeyJson, Session, User, Users } from './user.ts'

type Options = {
  /** The database; the library's tables live in its schema `auth`, since their names would clash with ours. */
  databaseUrl: string
  /** Signs the session cookies. It is not in the database, so a copy of the database opens no session. */
  secret: string
  /** Where people reach Rollcall; decides whether cookies are marked secure, and where passkeys are good. */
  publicUrl: string
  log: Log
}

/** Two starts at once must not both make the tables; any number that nothing else locks. */
const MIGRATION_LOCK = '8245921731386928237'

/** Users kept by better-auth: passwords, authenticator apps, passkeys and sessions. */
export function openUsers({ databaseUrl, secret, publicUrl, log }: Options): Users {
  const pool = openPool(withSearchPath(databaseUrl), { max: 5, applicationName: 'rollcall-auth', log })
  const options = authOptions(pool, { secret, publicUrl, log })
  const create = () => betterAuth(options)
  let made: ReturnType<typeof create> | undefined
  // Made when it is first used: it looks at its tables, which a first start only makes in `migrate`.
  const auth = () => (made ??= create())

  const codeKey = derived(secret, 'used codes')
  const once = <T>(userId: string, code: string, act: () => Promise<T>) =>
    onlyOnce(pool, codeKey, { userId, code }, () => unlessRefused(act))

  const find = async (id: string): Promise<User | undefined> => {
    const { internalAdapter } = await auth().$context
    const found = await internalAdapter.findUserById(id)
    return found && !isDisabled(found) ? toUser(found) : undefined
  }

  const begin = async (userId: string, cookies: string[]): Promise<Session> => {
    const user = await find(userId)
    assert(user, 'who has just got a session is a user')
    return { user, cookies }
  }

  /** The token is the first part of the cookie's value; the second signs it. */
  const setProven = async (cookies: readonly string[], at: Date): Promise<void> => {
    const tokens = cookies.map((cookie) => decodeURIComponent(/^[^=]+=([^;]*)/.exec(cookie)?.[1] ?? '').split('.')[0])
    const { rowCount } = await pool.query('update session set "provenAt" = $2 where token = any($1)', [tokens, at])
    assert(rowCount === 1, 'a session that has just begun is there')
  }

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
      const hash = password === undefined ? undefined : await passwords.hash(password)
      const created = await internalAdapter.createUser(
        { name, email: email.toLowerCase(), emailVerified: true, role },
        { method: 'email-password' },
      )
      if (hash !== undefined) {
        const account = { userId: created.id, providerId: 'credential', accountId: created.id, password: hash }
        await internalAdapter.linkAccount(account)
      }
      return toUser(created)
    },

    find,

    async signIn(input, client) {
      return unlessRefused(async () => {
        const headers = clientHeaders(client)
        const answer = await auth().api.signInEmail({ body: input, headers, returnHeaders: true })
        const cookies = answer.headers.getSetCookie()
        // Its own description of the answer leaves out what the second factor's plugin puts in its place.
        const { user } = answer.response as { user?: { id: string } }
        return user ? begin(user.id, cookies) : { user: null, cookies }
      })
    },

    async findHalfWay(cookie) {
      const { userId } = await auth().api.findHalfWay({ headers: cookieHeaders(cookie) })
      return userId === null ? undefined : find(userId)
    },

    async finishSignIn(userId, code, cookie, client) {
      const input = { body: { code }, headers: clientHeaders(client, cookie), returnHeaders: true } as const
      const isAppCode = /^\d{6}$/.test(code)
      const verified = isAppCode
        ? await once(userId, code, () => auth().api.verifyTOTP(input))
        : await unlessRefused(() => auth().api.verifyBackupCode(input))
      return verified && begin(verified.response.user.id, verified.headers.getSetCookie())
    },

    async startSession(userId, client, provenAt) {
      return unlessRefused(async () => {
        const input = { body: { userId }, headers: clientHeaders(client), returnHeaders: true } as const
        const { headers } = await auth().api.startSession(input)
        const cookies = headers.getSetCookie()
        if (provenAt !== undefined) await setProven(cookies, provenAt ?? new Date(0))
        return begin(userId, cookies)
      })
    },

    async signOut(cookie) {
      const { headers } = await auth().api.signOut({ headers: cookieHeaders(cookie), returnHeaders: true })
      return headers.getSetCookie()
    },

    async findSession(cookie) {
      if (cookie === undefined) return undefined
      const found = await auth().api.getSession({ headers: cookieHeaders(cookie) })
      if (!found || isDisabled(found.user)) return undefined
      return {
        user: toUser(found.user),
        session: { id: found.session.id, since: found.session.provenAt ?? found.session.createdAt },
      }
    },

    async hasPassword(userId, password) {
      const { internalAdapter, password: passwords } = await auth().$context
      const account = await internalAdapter.findCredentialAccount(userId)
      const hash = account?.password ?? (await passwords.hash(randomBytes(16).toString('hex')))
      return (await passwords.verify({ hash, password })) && account !== null
    },

    async hasCode(userId, code, cookie) {
      const input = { body: { code }, headers: cookieHeaders(cookie) }
      return (await once(userId, code, () => auth().api.verifyTOTP(input))) !== undefined
    },

    async setPassword(userId, password) {
      const { internalAdapter, password: passwords } = await auth().$context
      const hash = await passwords.hash(password)
      if (await internalAdapter.findCredentialAccount(userId)) await internalAdapter.updatePassword(userId, hash)
      else await internalAdapter.linkAccount({ userId, providerId: 'credential', accountId: userId, password: hash })
    },

    async startTotp(cookie, password) {
      return unlessRefused(async () => {
        const body = { password, method: 'totp' as const }
        const made = await auth().api.enableTwoFactor({ body, headers: cookieHeaders(cookie) })
        assert(made.method === 'totp', 'an app was asked for')
        return { uri: made.totpURI, backupCodes: made.backupCodes }
      })
    },

    async confirmTotp(userId, code, cookie) {
      return once(userId, code, async () => {
        const input = { body: { code }, headers: cookieHeaders(cookie), returnHeaders: true } as const
        return (await auth().api.verifyTOTP(input)).headers.getSetCookie()
      })
    },

    async newBackupCodes(cookie, password) {
      return unlessRefused(async () => {
        const input = { body: { password }, headers: cookieHeaders(cookie) }
        return (await auth().api.generateBackupCodes(input)).backupCodes
      })
    },

    async passkeyToMake(cookie) {
      const input = { headers: cookieHeaders(cookie), returnHeaders: true } as const
      const { headers, response } = await auth().api.generatePasskeyRegistrationOptions(input)
      return { options: response as unknown as PasskeyJson, cookies: headers.getSetCookie() }
    },

    async addPasskey(cookie, answer, name) {
      return unlessRefused(async () => {
        const input = { body: { response: answer, name }, headers: cookieHeaders(cookie) }
        const made = (await auth().api.verifyPasskeyRegistration(input)) as { id?: string; passkey?: { id: string } }
        return { id: made.passkey?.id ?? made.id ?? '' }
      })
    },

    async passkeyToUse(cookie) {
      const input = { headers: cookieHeaders(cookie), returnHeaders: true } as const
      const { headers, response } = await auth().api.generatePasskeyAuthenticationOptions(input)
      // The library asks the device to say who is there only if it likes to; without that the answer is refused.
      const options = { ...(response as unknown as PasskeyJson), userVerification: 'required' }
      return { options, cookies: headers.getSetCookie() }
    },

    async signInByPasskey(cookie, answer, client) {
      return unlessRefused(async () => {
        const body = { response: answer } as never
        const input = { body, headers: clientHeaders(client, cookie), returnHeaders: true } as const
        const { headers, response } = await auth().api.verifyPasskeyAuthentication(input)
        return begin((response as { user: { id: string } }).user.id, headers.getSetCookie())
      })
    },

    close: () => pool.end(),
  }
}

/** What the library refuses is undefined: why, is told to nobody. */
async function unlessRefused<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act()
  } catch (thrown) {
    if (!(thrown instanceof APIError)) throw thrown
    // A session denied to a disabled user, and a passkey that is none, come as failures of the library's own.
    const isDenied = /CREATE_SESSION|VERIFY_REGISTRATION/i.test(thrown.body?.['code'] ?? '')
    if (thrown.statusCode < 500 || isDenied) return undefined
    throw thrown
  }
}

/** Text work, because a URL over a unix socket is not one that `URL` reads. */
function withSearchPath(url: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}options=${encodeURIComponent('-c search_path=auth')}`
}

function clientHeaders(client: Client, cookie?: string): Headers {
  const headers = cookieHeaders(cookie)
  headers.set('x-rollcall-address', client.address)
  if (client.userAgent !== undefined) headers.set('user-agent', client.userAgent.slice(0, 300))
  return headers
}

function cookieHeaders(cookie: string | undefined): Headers {
  return new Headers(cookie === undefined ? {} : { cookie })
}

function isDisabled(user: object): boolean {
  return 'disabledAt' in user && user.disabledAt !== null && user.disabledAt !== undefined
}

function toUser(user: { id: string; name: string; email: string; role?: unknown }): User {
  assert(typeof user.role === 'string', 'a user has a role')
  return { id: user.id, name: user.name, email: user.email, role: user.role }
}
