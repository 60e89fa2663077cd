import { AppError } from '#base/errors.ts'

/** A usable address: http or https, and no user name or password inside. Without its fragment. */
export function readUrl(text: string | URL, base?: URL): URL {
  let url: URL
  try {
    url = new URL(text, base)
  } catch {
    throw new AppError('egress_url_invalid')
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AppError('egress_url_invalid', { detail: { protocol: url.protocol } })
  }
  if (url.username !== '' || url.password !== '') {
    throw new AppError('egress_url_invalid', { detail: { host: url.hostname, why: 'user name or password' } })
  }
  url.hash = ''
  return url
}
