import { z } from 'zod'
import { isAppError } from '#base/errors.ts'
import type { Context, FieldValue, Query, VendorClient } from '#kit/define.ts'
import { badResponse, readJson } from '#kit/read-json.ts'
import { settingText, vendorId } from '#kit/values.ts'

/** A group as a page of groups, or a product, names it. */
const Group = z.object({ groupId: vendorId })
const Groups = z.object({ values: z.array(Group), isLast: z.boolean().nullish() })
const Members = z.object({ values: z.array(z.object({ accountId: vendorId })), isLast: z.boolean().nullish() })
const Products = z.array(z.object({ key: vendorId, groupDetails: z.array(Group).nullish() }))

/** Groups that make administrators, the mightier ones first, by Jira's own words for them. */
const ADMIN_ACCESS = ['site-admin', 'admin'] as const
/** So many people are looked at per kind of administrator; a company has a handful. */
const MOST_PAGES = 10

/** Where the REST interface is, of the host that a way in uses. */
type Site = { client: VendorClient; host: string; path: string }

/**
 * What a sync must know before it reads: which groups give a seat of which product, and who is an administrator. Jira tells
 * both through groups only. Both are empty for a credential that may not see them; then nobody is called an administrator.
 */
export async function learnAccess(site: Site): Promise<Readonly<Record<string, FieldValue>>> {
  try {
    return {
      seatGroups: JSON.stringify(await seatGroups(site)),
      admins: JSON.stringify(await admins(site)),
    }
  } catch (error) {
    if (!isAppError(error, 'vendor_forbidden')) throw error
    return { seatGroups: '{}', admins: '{}' }
  }
}

async function get<Body>(site: Site, name: string, query: Query, schema: z.ZodType<Body>): Promise<Body> {
  const { body } = await readJson(site.client, { host: site.host, method: 'GET', path: `${site.path}/${name}`, query })
  const read = schema.safeParse(body)
  if (!read.success) throw badResponse(name)
  return read.data
}

async function seatGroups(site: Site): Promise<Record<string, string[]>> {
  const products = await get(site, 'applicationrole', {}, Products)
  return Object.fromEntries(
    products.map(({ key, groupDetails }) => [key, (groupDetails ?? []).map(({ groupId }) => groupId)]),
  )
}

async function admins(site: Site): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const accessType of ADMIN_ACCESS) {
    const { values: groups } = await get(site, 'group/bulk', { accessType, maxResults: 50 }, Groups)
    let pages = 0
    for (const { groupId } of groups) {
      for (let startAt = 0; pages < MOST_PAGES; pages++) {
        const { values, isLast } = await get(site, 'group/member', { groupId, startAt, maxResults: 50 }, Members)
        for (const { accountId } of values) found[accountId] ??= accessType
        startAt += values.length
        if (isLast !== false || values.length === 0) break
      }
    }
  }
  return found
}

/** The groups whose members hold a seat of the product that a list of holders hangs under. */
export function seatGroupsOf({ settings, parentId = '' }: Context): readonly Query[] {
  const groups = new Map(Object.entries(JSON.parse(settingText(settings, 'seatGroups') ?? '{}') as SeatGroups))
  return (groups.get(parentId) ?? []).map((groupId) => ({ groupId }))
}

type SeatGroups = Readonly<Record<string, readonly string[]>>

/** Which kind of administrator someone is, by account. */
export function adminsIn(settings: Context['settings']): ReadonlyMap<string, string> {
  return new Map(Object.entries(JSON.parse(settingText(settings, 'admins') ?? '{}') as Record<string, string>))
}
