import { slug } from './slug.ts'

/** An app that could be meant; one that has several names is there once for each. */
export type Candidate = { id: string; name: string; site: string | null }

/** An app as a sign-on service names it. */
export type Named = { name: string; url: string | null }

export type Basis = 'site' | 'name'

/**
 * Says which app is meant by what a sign-on service calls it (F11). Two exact rules, nothing near enough counts:
 *
 * - its address is on the site of exactly one app (`acme.slack.com` is on `slack.com`);
 * - its name is the name of exactly one app, but for case, accents, blanks and signs.
 *
 * Where both speak and disagree nothing is said: a person decides. The service's own address says nothing, because it
 * opens every app from there.
 *
 * @param ownSites sites of the sign-on service itself.
 */
export function recogniser(
  candidates: readonly Candidate[],
  ownSites: readonly string[],
): (named: Named) => { appId: string; basis: Basis } | null {
  const bySite = uniquely(candidates.flatMap(({ id, site }) => (site === null ? [] : [[site, id] as const])))
  const byName = uniquely(candidates.map(({ id, name }) => [slug(name), id] as const))
  return ({ name, url }) => {
    const site = siteOf(url, bySite, ownSites)
    const named = byName.get(slug(name)) ?? null
    if (site !== null && named !== null && site !== named) return null
    if (site !== null) return { appId: site, basis: 'site' }
    return named === null ? null : { appId: named, basis: 'name' }
  }
}

/** A key that two apps share names neither of them. */
function uniquely(pairs: readonly (readonly [key: string, id: string])[]): Map<string, string> {
  const all = Map.groupBy(pairs, ([key]) => key)
  return new Map(
    [...all].flatMap(([key, found]) =>
      new Set(found.map(([, id]) => id)).size === 1 ? [[key, found[0]![1]] as const] : [],
    ),
  )
}

/** The app on whose site an address is: the longest site first, so that `docs.acme.com` is not taken for `acme.com`. */
function siteOf(url: string | null, sites: ReadonlyMap<string, string>, own: readonly string[]): string | null {
  if (url === null || !URL.canParse(url)) return null
  const labels = new URL(url).hostname
    .toLowerCase()
    .replace(/^www\./, '')
    .split('.')
  const suffixes = labels.map((_, index) => labels.slice(index).join('.'))
  if (suffixes.some((suffix) => own.includes(suffix))) return null
  for (const suffix of suffixes) {
    const id = sites.get(suffix)
    if (id !== undefined) return id
  }
  return null
}
