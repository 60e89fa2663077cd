import { AppError } from '#base/errors.ts'
import type { Endpoint } from '#kit/auth.ts'
import type { OpenCredential } from './credentials.ts'
import { readBase, vendorUrl } from './vendor-url.ts'

/** The base URLs of a vendor's named hosts. */
export type Bases = ReadonlyMap<string, URL>

/**
 * The hosts that a credential is about to be used with, proven to be among those that it was entered for (S18).
 *
 * @throws `credential_host_changed`, `egress_url_invalid`
 */
export function basesOf(credential: OpenCredential, hosts: Readonly<Record<string, string>>): Bases {
  const bases = new Map(Object.entries(hosts).map(([name, url]) => [name, readBase(url)]))
  for (const [host, base] of bases) {
    if (!credential.hosts.includes(base.origin)) throw new AppError('credential_host_changed', { detail: { host } })
  }
  return bases
}

/** Where an endpoint is; undefined when its host is an optional one that nobody named. */
export function endpointUrl(bases: Bases, { host, path, query }: Endpoint): URL | undefined {
  const base = bases.get(host)
  if (!base) return undefined
  // An address that was typed whole is used as it was typed: some servers want the slash at its end.
  return path === '' ? new URL(base) : vendorUrl(base, path, query)
}
