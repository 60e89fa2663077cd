import { AUTHORISATION_MS, type StartedAuthorisation } from '#core/authorisations/authorisation.ts'
import { cookieHeader, cookieValues } from './cookies.ts'

/** Where vendors send browsers back to; nothing else sees the cookie. */
export const CALLBACK_PATH = '/connect_callback'

const PREFIX = 'rollcall-authorise-'

/** Binds an authorisation to this browser (S12). One cookie each, so that two tabs do not disturb one another. */
export function authoriseCookie(publicUrl: string, { id, browserSecret }: StartedAuthorisation): string {
  return cookieHeader(publicUrl, {
    // The end of the id: its beginning is the time, which two tabs may share.
    name: `${PREFIX}${id.slice(-12)}`,
    value: browserSecret,
    path: CALLBACK_PATH,
    sameSite: 'Lax',
    maxAgeSeconds: AUTHORISATION_MS / 1000,
  })
}

/** The secrets of every authorisation that this browser has begun lately. */
export function authoriseSecrets(publicUrl: string, cookie: string | undefined): string[] {
  return cookieValues(publicUrl, cookie, PREFIX).slice(0, 20)
}
