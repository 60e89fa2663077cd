import { AppError } from '#base/errors.ts'
import type { IncomingHttpHeaders } from 'node:http'

/**
 * Refuses requests with effect that another site makes a browser send (S3). Browsers say where a request comes from, in
 * `Sec-Fetch-Site` or at least in `Origin`; a page cannot forge either. Throws `cross_site_request`.
 *
 * @param publicOrigin where people reach Rollcall, e.g. `https://rollcall.example.com`.
 * @param byCookie whether the sender is known by a cookie alone; then one of the two headers must be there.
 */
export function refuseOtherSites(headers: IncomingHttpHeaders, publicOrigin: string, byCookie: boolean): void {
  const site = headers['sec-fetch-site']
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return
  } else if (headers.origin !== undefined) {
    if (headers.origin === publicOrigin || hostOf(headers.origin) === headers.host) return
  } else if (!byCookie) {
    // A script, not a browser: there is no one's cookie that it could misuse.
    return
  }
  throw new AppError('cross_site_request')
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}
