import { z } from 'zod'
import { AppError, isAppError } from '#base/errors.ts'
import type { Context, VendorClient } from '#kit/define.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { optionalText, settingText, textOf, vendorId } from '#kit/values.ts'

/** One Jira site in the cloud. */
export type Site = {
  cloudId: string
  name: string | null
  domain: string | null
  /** Null where the way in does not tell. */
  scopes: readonly string[] | null
}

export type Locate = (client: VendorClient, context: Context) => Promise<Site>

const Resource = z.object({
  id: vendorId,
  name: optionalText,
  url: optionalText,
  scopes: z.array(z.string()).nullish(),
})
const Tenant = z.object({ cloudId: vendorId })

/** The host of an address; null for what is none. */
export function hostOf(url: string | null | undefined): string | null {
  return url != null && URL.canParse(url) ? new URL(url).hostname : null
}

/** Consent may cover several sites: the one that the setting names, else the only one. */
export const byConsent: Locate = async (client, { settings }) => {
  const { body } = await readJson(client, { host: 'api', method: 'GET', path: '/oauth/token/accessible-resources' })
  const resources = z.array(Resource).safeParse(body)
  if (!resources.success) throw badResponse('no list of sites')
  // Confluence of the same site comes with the same id.
  const sites = [...new Map(resources.data.filter(isJira).map((site) => [site.id, site])).values()]
  const wanted = settingText(settings, 'site')?.toLowerCase() ?? null
  const matching = wanted === null ? sites : sites.filter(({ url }) => hostOf(url) === wanted)
  const [site, ...others] = matching
  if (site === undefined || others.length > 0) throw noOneSite(sites.length, wanted, matching.length)
  return { cloudId: site.id, name: textOf(site.name), domain: hostOf(site.url), scopes: site.scopes ?? null }
}

function isJira({ scopes }: z.infer<typeof Resource>): boolean {
  return scopes == null || scopes.length === 0 || scopes.some((scope) => scope.includes('jira'))
}

function noOneSite(known: number, wanted: string | null, matching: number): AppError {
  const message =
    known === 0
      ? 'This consent covers no Jira site. Give it again with an account that uses Jira, and choose the site on Atlassian’s page.'
      : wanted === null
        ? `This consent covers ${known} Jira sites. Type the address of the one to read in the setting "Which Jira site".`
        : `This consent covers ${matching === 0 ? 'no' : 'more than one'} Jira site at ${wanted}. Check the setting "Which Jira site", or give the consent for that site.`
  return new AppError('vendor_not_found', { message, detail: { why: 'site', known, matching } })
}

/** The site's own address tells everyone its id. */
export const byAddress: Locate = async (client) => {
  const { body } = await readJson(client, { host: 'site', method: 'GET', path: '/_edge/tenant_info' }).catch(
    explainAddress,
  )
  const tenant = Tenant.safeParse(body)
  if (!tenant.success) throw badResponse('no site')
  return { cloudId: tenant.data.cloudId, name: null, domain: null, scopes: null }
}

function explainAddress(error: unknown): never {
  if (!isAppError(error, 'vendor_not_found')) throw error
  throw new AppError('vendor_not_found', {
    message:
      'Atlassian has no site at this address. Check it: it is what the address bar shows in Jira, such as acme.atlassian.net.',
    detail: error.detail,
    cause: error,
  })
}
