import { z } from 'zod'
import type { AccountRecord, AccountStatus } from '#kit/define.ts'
import { fieldsOf, optionalText, perSettings, settingList, textOf, vendorId } from '#kit/values.ts'
import { rolesOf } from './roles.ts'

/** What is read of a user. What has no value is not in the record at all. */
export const AdobeUser = z.object({
  id: vendorId,
  email: optionalText,
  username: optionalText,
  firstname: optionalText,
  lastname: optionalText,
  country: z.unknown().optional(),
  domain: z.unknown().optional(),
  type: optionalText,
  status: optionalText,
  groups: z.array(z.string()).nullish(),
})

/** Only the first is in lists; the others are documented for a user who is asked for alone. */
const STATUS: Readonly<Record<string, AccountStatus>> = {
  active: 'active',
  disabled: 'suspended', // for a time
  locked: 'inactive', // for good
  removed: 'inactive', // is being removed
}

/** The company's own mail domains, from the settings; empty where nobody has named any. */
const ownDomains = perSettings((settings) => settingList(settings, 'companyDomains'))

/** A user of an Adobe organisation; groups and product profiles come from their own lists. */
export function mapAdobeUser(
  user: z.infer<typeof AdobeUser>,
  context: Parameters<typeof ownDomains>[0],
): AccountRecord {
  const status = textOf(user.status)
  const email = textOf(user.email)
  const givenName = textOf(user.firstname)
  const familyName = textOf(user.lastname)
  const roles = rolesOf(user.groups ?? [])
  const highest = roles[0]
  const own = ownDomains(context)
  const domain = email === null ? '' : email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  return {
    externalId: user.id,
    email,
    username: textOf(user.username) ?? email,
    displayName: [givenName, familyName].filter((name) => name !== null).join(' ') || null,
    givenName,
    familyName,
    status: status !== null && Object.hasOwn(STATUS, status) ? STATUS[status]! : 'unknown',
    vendorStatus: status,
    role: highest?.title ?? 'User',
    isAdmin: roles.some(({ isAdmin }) => isAdmin),
    // Technical accounts are in no list.
    isServiceAccount: false,
    isGuest: user.type === 'adobeID' && own.size > 0 && !own.has(domain),
    lastActiveAt: null,
    createdAt: null,
    licences: [],
    entitlements: roles.map(({ id, name }) => ({ kind: 'role', externalId: id, name })),
    fields: fieldsOf({ country: user.country, domain: user.domain, identityType: user.type }),
  }
}
