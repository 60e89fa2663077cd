import { AppError } from '#base/errors.ts'
import type { WireRequest, WireResponse } from './exchange.ts'
import { readUrl } from './url.ts'

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** Headers that say nothing about who asks; the only ones that another host gets to see. */
const HARMLESS = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent'])

/**
 * Where a response sends the request on to. Only reading is sent elsewhere: any other method stays on its host, and
 * goes on only where the status says that method and body are to be repeated (RFC 9110 §15.4). Another host, which
 * includes another port, gets no header that could carry a credential. A step from https to http is refused.
 *
 * @returns undefined when the response is no redirect.
 * @throws `egress_redirect`
 */
export function nextHop(request: WireRequest, response: WireResponse): WireRequest | undefined {
  const location = response.headers['location']
  if (!REDIRECTS.has(response.status) || location === undefined) return undefined
  const refuse = (why: string) =>
    new AppError('egress_redirect', { detail: { host: request.url.hostname, status: response.status, why } })

  let url: URL
  try {
    url = readUrl(location, request.url)
  } catch {
    throw refuse('unusable location')
  }
  if (request.url.protocol === 'https:' && url.protocol === 'http:') throw refuse('from https to http')
  const isSameHost = url.host === request.url.host
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    if (!isSameHost) throw refuse('a change to another host')
    if (response.status !== 307 && response.status !== 308) throw refuse('a change that would become a read')
  }
  const headers = isSameHost
    ? request.headers
    : Object.fromEntries(Object.entries(request.headers).filter(([name]) => HARMLESS.has(name)))
  return { ...request, url, headers }
}
