import type { Scope } from '#kit/define.ts'

export const LIST = 'list-users'
export const GET = 'get-user'
export const SUSPEND = 'suspend-users'
export const REACTIVATE = 'reactivate-users'
export const SIGN_INS = 'signinattempts'
export const ITEM_USES = 'itemusages'

/** Boxes of the OAuth application's form, and of the form for an Events Reporting token. */
export const SCOPES: readonly Scope[] = [
  {
    id: LIST,
    label: 'List users',
    serves: 'discovery',
    required: true,
    explains: 'Lists the people of the account with their state. Without it nothing can be read.',
  },
  {
    id: GET,
    label: 'Get user',
    serves: 'discovery',
    required: true,
    explains: 'Proves that someone who is not listed is really gone, and reads back what an action did.',
  },
  {
    id: SIGN_INS,
    label: 'Sign-in attempts (Events Reporting token)',
    serves: 'discovery',
    required: false,
    explains: 'Tells when someone signed in last.',
  },
  {
    id: ITEM_USES,
    label: 'Item usages (Events Reporting token)',
    serves: 'discovery',
    required: false,
    explains: 'Tells when someone used an item of a shared vault last. It names no item here.',
  },
  {
    id: SUSPEND,
    label: 'Suspend users',
    serves: 'workflows',
    required: false,
    explains: 'Suspends people when they leave.',
  },
  {
    id: REACTIVATE,
    label: 'Reactivate users',
    serves: 'workflows',
    required: false,
    explains: 'Lets suspended people in again.',
  },
]
