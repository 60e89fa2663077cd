import { AppError } from '#base/errors.ts'
import type { Query } from '#kit/define.ts'
import { readUrl } from '#egress/url.ts'

const refuse = (why: string) => new AppError('vendor_bad_response', { detail: { why } })

/** Whether a part of a path climbs, written plainly or encoded: some servers decode before they take the path apart. */
function climbs(segment: string): boolean {
  let decoded = segment
  try {
    decoded = decodeURIComponent(segment)
  } catch {
    // Not UTF-8: then it is looked at as it stands.
  }
  return [segment, decoded].some((text) => text.split(/[/\\]/).some((part) => /^(?:\.|%2e){1,2}$/i.test(part)))
}

function withoutEndSlash(path: string): string {
  return path.replace(/\/+$/, '')
}

/**
 * The base of a named host: an http or https URL that a path can be put behind.
 *
 * @throws `egress_url_invalid`, also for a query, which would swallow the path.
 */
export function readBase(text: string): URL {
  const url = readUrl(text)
  if (url.search !== '') throw new AppError('egress_url_invalid', { detail: { host: url.hostname, why: 'query' } })
  return url
}

function relative(base: URL, path: string): URL {
  // Control characters and backslashes would be dropped or turned into slashes by the URL parser, after our checks.
  if (!/^\/[^\\?#\s\p{Cc}]*$/u.test(path) && path !== '') throw refuse('path')
  const segments = path.split('/').slice(1)
  if (segments.slice(0, -1).includes('') || segments.some(climbs)) throw refuse('path leaves its host')
  return new URL(base.origin + withoutEndSlash(base.pathname) + path)
}

function linked(link: string): URL {
  let url: URL
  try {
    url = readUrl(link)
  } catch {
    throw refuse('link')
  }
  if (url.pathname.split('/').some(climbs)) throw refuse('link leaves its host')
  return url
}

/**
 * The URL of a request. What it starts from can be a vendor's word (an id in the path, a link to the next page), so the
 * result is proven to lie under the named host's base: no other host, and no path beside it.
 *
 * @param path begins with `/` and is put behind the base; or a whole URL, as vendors give for the next page.
 * @param query added to whatever query a link has; undefined values are left out.
 * @throws `vendor_bad_response` with `detail.why`
 */
export function vendorUrl(base: URL, path: string, query: Query = {}): URL {
  const url = /^https?:/i.test(path) ? linked(path) : relative(base, path)
  const root = withoutEndSlash(base.pathname)
  if (url.origin !== base.origin || !(url.pathname === root || url.pathname.startsWith(`${root}/`))) {
    throw refuse('url leaves its host')
  }
  // Spaces as %20: not every server takes a plus for one.
  const added = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value!)}`)
  if (added.length > 0) url.search = [url.search.slice(1), ...added].filter((part) => part !== '').join('&')
  return url
}

/**
 * The URL of a link that a vendor gave, whole or relative to the request that it came with. It is proven like any other.
 *
 * @param path of that request.
 * @param query what authorises; a link that carries it already gets ours.
 * @throws `vendor_bad_response` with `detail.why`
 */
export function linkedUrl(base: URL, path: string, link: string, query: Readonly<Record<string, string>>): URL {
  let url: URL
  try {
    url = new URL(link, vendorUrl(base, path))
  } catch {
    throw refuse('link')
  }
  for (const name of Object.keys(query)) url.searchParams.delete(name)
  return vendorUrl(base, url.href, query)
}
