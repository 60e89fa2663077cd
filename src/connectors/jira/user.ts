import { z } from 'zod'
import type { AccountRecord, AccountStatus, Context } from '#kit/define.ts'
import { fieldsOf, optionalText, perSettings, splitName, textOf, vendorId } from '#kit/values.ts'
import { adminsIn } from './access.ts'

/** What is read of a user. Address, time zone and language are there only if the person's own privacy settings show them. */
export const JiraUser = z.object({
  accountId: vendorId,
  accountType: optionalText,
  emailAddress: optionalText,
  displayName: optionalText,
  // Who may sign in is told by this flag alone, so another type is a broken record.
  active: z.boolean().nullish(),
  timeZone: optionalText,
  locale: optionalText,
})

export const STATUS: Readonly<Record<'true' | 'false', AccountStatus>> = { true: 'active', false: 'inactive' }

/** Of an app, which is no person; and of someone who only sees the help portal and takes no seat. */
const APP = 'app'
const CUSTOMER = 'customer'

const adminsOf = perSettings(adminsIn)

export function mapJiraUser(user: z.infer<typeof JiraUser>, context: Context): AccountRecord {
  const type = textOf(user.accountType)
  const email = textOf(user.emailAddress)
  const displayName = textOf(user.displayName)
  const isPerson = type !== APP
  const adminRole = adminsOf(context).get(user.accountId) ?? null
  return {
    externalId: user.accountId,
    email,
    // Jira Cloud has no user names.
    username: email,
    displayName,
    ...splitName(isPerson ? displayName : null),
    status: user.active == null ? 'unknown' : STATUS[`${user.active}`],
    vendorStatus: user.active == null ? null : `active ${user.active}`,
    role: adminRole ?? (type === CUSTOMER ? CUSTOMER : null),
    isAdmin: adminRole !== null,
    isServiceAccount: !isPerson,
    isGuest: type === CUSTOMER,
    // No part of a Jira site tells it; see the README.
    lastActiveAt: null,
    createdAt: null,
    licences: [],
    fields: fieldsOf({ accountType: type, timezone: user.timeZone, locale: user.locale }),
  }
}
