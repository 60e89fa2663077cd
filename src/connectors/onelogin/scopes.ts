import type { Scope } from '#kit/define.ts'

export const READ_USERS = 'Read Users'
export const READ_ALL = 'Read All'
export const MANAGE_USERS = 'Manage Users'

/** A credential pair has one of them: the widest that is wanted holds the others. */
export const SCOPES: readonly Scope[] = [
  {
    id: READ_USERS,
    label: 'Read Users',
    serves: 'discovery',
    required: true,
    explains:
      'Lists users, groups and roles. A credential pair with Read All, Manage Users or Manage All may do so too.',
  },
  {
    id: READ_ALL,
    label: 'Read All',
    serves: 'discovery',
    required: false,
    explains: 'Lists the apps with the people to whom they are assigned, and who signed in where. Holds Read Users.',
    includes: [READ_USERS],
  },
  {
    id: MANAGE_USERS,
    label: 'Manage Users',
    serves: 'workflows',
    required: false,
    explains:
      'Creates, suspends, activates and deletes users, takes licences away and gives roles, except to people with admin rights. To read apps and sign-ins as well, take Manage All.',
    includes: [READ_USERS],
  },
]
