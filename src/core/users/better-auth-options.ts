import { createHmac } from 'node:crypto'
import { newId } from '#base/ids.ts'
import type { Log } from '#base/log.ts'
import { passkey } from '@better-auth/passkey'
import type { BetterAuthOptions } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { twoFactor } from 'better-auth/plugins'
import type { Pool } from 'pg'
import { z } from 'zod'

/** The session cookie's name over http, as the API's description gives it. */
const SESSION_COOKIE = 'rollcall_session'

const SESSION_SECONDS = 7 * 24 * 60 * 60

type Settings = { secret: string; publicUrl: string; log: Log }

/** better-auth as we use it: no routes of its own, no open sign-up, no limits of its own, telemetry off. */
export function authOptions(pool: Pool, { secret, publicUrl, log }: Settings) {
  const secure = publicUrl.startsWith('https:')
  // The browser lets nobody but this very host set a cookie with this prefix, and only over https.
  const named = (name: string) => `${secure ? '__Host-' : ''}${name}`
  const attributes = { httpOnly: true, sameSite: 'lax', path: '/', secure } as const
  const { hostname, origin } = new URL(publicUrl)
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
    user: {
      additionalFields: {
        role: { type: 'string', required: true, defaultValue: 'viewer', input: false },
        disabledAt: { type: 'date', required: false, input: false },
        lastSignInAt: { type: 'date', required: false, input: false },
      },
    },
    session: {
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      // When somebody last proved who they are, if that was not when the session began.
      additionalFields: { provenAt: { type: 'date', required: false, input: false } },
    },
    // Ours counts in the database, for all processes, and by account too.
    rateLimit: { enabled: false },
    databaseHooks: {
      session: {
        create: {
          // Whichever way somebody comes in: a disabled user gets no session.
          before: async (session) => {
            const { rowCount } = await pool.query(
              `update "user" set "lastSignInAt" = now() where id = $1 and "disabledAt" is null`,
              [session.userId],
            )
            return rowCount === 1
          },
        },
      },
    },
    advanced: {
      // The library checks the origin of requests to its own routes; ours are checked before they get here (S3).
      disableCSRFCheck: true,
      disableOriginCheck: true,
      useSecureCookies: false,
      ipAddress: { ipAddressHeaders: ['x-rollcall-address'] },
      database: { generateId: () => newId() },
      defaultCookieAttributes: attributes,
      cookies: {
        session_token: { name: named(SESSION_COOKIE), attributes },
        two_factor: { name: named('rollcall_half_way'), attributes },
        passkey_challenge: { name: named('rollcall_passkey'), attributes },
      },
    },
    plugins: [
      twoFactor({ issuer: 'Rollcall', allowPasswordless: true, accountLockout: { enabled: false } }),
      passkey({
        rpID: hostname,
        rpName: 'Rollcall',
        origin,
        authenticatorSelection: { userVerification: 'required', residentKey: 'required' },
        advanced: { webAuthnChallengeCookie: 'passkey_challenge' },
        // A passkey is both factors at once only if the device has asked who is there.
        registration: {
          afterVerification: ({ verification }) => refuseUnless(verification.registrationInfo?.userVerified),
        },
        authentication: {
          afterVerification: ({ verification }) => refuseUnless(verification.authenticationInfo.userVerified),
        },
      }),
      sessionsFor(),
    ],
  } satisfies BetterAuthOptions
}

async function refuseUnless(verified: boolean | undefined): Promise<undefined> {
  if (verified !== true) throw new APIError('UNAUTHORIZED', { message: 'user verification is missing' })
}

/** What the library offers to no caller: a session for somebody who has proved elsewhere who they are, and who is half-way in. */
function sessionsFor() {
  return {
    id: 'rollcall',
    endpoints: {
      startSession: createAuthEndpoint.serverOnly(
        { method: 'POST', body: z.object({ userId: z.string() }) },
        async (ctx) => {
          const { internalAdapter } = ctx.context
          const user = await internalAdapter.findUserById(ctx.body.userId)
          const session = user && (await internalAdapter.createSession(user.id))
          if (!user || !session) throw new APIError('UNAUTHORIZED', { message: 'no session for this user' })
          await setSessionCookie(ctx, { session, user })
          return ctx.json({ userId: user.id })
        },
      ),
      /** Whose password was right, while their second factor is waited for. */
      findHalfWay: createAuthEndpoint.serverOnly({ method: 'GET' }, async (ctx) => {
        const { name } = ctx.context.createAuthCookie('two_factor')
        const identifier = await ctx.getSignedCookie(name, ctx.context.secret)
        const found = identifier ? await ctx.context.internalAdapter.findVerificationValue(identifier) : null
        return ctx.json({ userId: found && found.expiresAt > new Date() ? found.value : null })
      }),
    },
  } as const
}

/** Secrets for further purposes out of one, so that none of them tells anything of another. */
export function derived(secret: string, purpose: string): Buffer {
  return createHmac('sha256', secret).update(purpose).digest()
}
