import { cookieHeader, cookieValues } from './cookies.ts'

const NAME = 'rollcall-request'
const PATH = '/api/v1/authorize'

/** Stands in for the token of a connection request's link, for an hour and this part of the API alone (S11). */
export function requestCookie(publicUrl: string, value: string, maxAgeSeconds: number): string {
  return cookieHeader(publicUrl, { name: NAME, value, path: PATH, sameSite: 'Strict', maxAgeSeconds })
}

export function requestSecret(publicUrl: string, cookie: string | undefined): string | undefined {
  return cookieValues(publicUrl, cookie, NAME)[0]
}
