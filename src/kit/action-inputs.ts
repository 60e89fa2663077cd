import { z } from 'zod'
import type { ActionField } from './action.ts'

/** The inputs that most actions have, with how a form asks for them. */

/** A vendor's own id, as it was read; no vendor's is longer. */
const id = (what: string) =>
  z.string(`Choose ${what}.`).trim().min(1, `Choose ${what}.`).max(500, 'This id is too long.')

const name = (label: string) =>
  z.string(`Enter the ${label}.`).trim().min(1, `Enter the ${label}.`).max(200, 'At most 200 characters.')

export const accountId = id('an account')
export const groupId = id('a group')
export const licenceId = id('a licence')
export const emailAddress = z
  .email('Enter an e-mail address, such as ana@example.com.')
  .max(320, 'At most 320 characters.')
export const givenName = name('first name')
export const familyName = name('last name')

export const ACCOUNT: ActionField = {
  name: 'account',
  label: 'Account',
  help: 'Whose account in the app it is.',
  kind: 'account',
}

export const GROUP: ActionField = { name: 'group', label: 'Group', help: 'As the app lists it.', kind: 'group' }

export const EMAIL: ActionField = {
  name: 'email',
  label: 'E-mail',
  help: 'The work address of the person.',
  kind: 'email',
}

export const GIVEN_NAME: ActionField = { name: 'givenName', label: 'First name', help: '', kind: 'text' }
export const FAMILY_NAME: ActionField = { name: 'familyName', label: 'Last name', help: '', kind: 'text' }

/** Input of an action on one account. */
export const onAccount = { input: z.strictObject({ account: accountId }), fields: [ACCOUNT] } as const

/** Input of an action on one account and one group. */
export const onMembership = {
  input: z.strictObject({ account: accountId, group: groupId }),
  fields: [ACCOUNT, GROUP],
} as const

/** Input of an action that makes an account for a person. */
export const onPerson = {
  input: z.strictObject({ email: emailAddress, givenName, familyName }),
  fields: [EMAIL, GIVEN_NAME, FAMILY_NAME],
} as const
