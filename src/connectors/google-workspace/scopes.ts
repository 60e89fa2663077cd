import type { Scope } from '#kit/define.ts'

const AUTH = 'https://www.googleapis.com/auth/'

export const USERS = `${AUTH}admin.directory.user.readonly`
export const DOMAINS = `${AUTH}admin.directory.domain.readonly`
export const GROUPS = `${AUTH}admin.directory.group.readonly`
export const MEMBERS = `${AUTH}admin.directory.group.member.readonly`
export const ROLES = `${AUTH}admin.directory.rolemanagement.readonly`
export const LICENCES = `${AUTH}apps.licensing`

export const AUDIT = `${AUTH}admin.reports.audit.readonly`

/** Whom the credential belongs to. Not a choice: without it the connection cannot warn when that admin leaves. */
export const WHO = `${AUTH}userinfo.email`

export const SCOPES: readonly Scope[] = [
  {
    id: USERS,
    label: 'See info about users',
    serves: 'discovery',
    required: true,
    explains: 'Lists the users with their status, names, organisation and last sign-in.',
  },
  {
    id: DOMAINS,
    label: 'View domains',
    serves: 'discovery',
    required: true,
    explains: 'Tells which company this is, by its primary domain.',
  },
  {
    id: GROUPS,
    label: 'View groups',
    serves: 'discovery',
    required: false,
    explains: 'Lists the groups.',
  },
  {
    id: MEMBERS,
    label: 'View group members',
    serves: 'discovery',
    required: false,
    explains: 'Tells who is in which group, also by way of another group.',
  },
  {
    id: ROLES,
    label: 'View admin roles',
    serves: 'discovery',
    required: false,
    explains: 'Lists the admin roles and who has them.',
  },
  {
    id: LICENCES,
    label: 'View and manage licences',
    serves: 'discovery',
    alsoServes: 'workflows',
    required: false,
    explains:
      'Tells who has which licence, and lets workflows give and take them. Google has no form of this scope that only reads; a sync reads with it and nothing else.',
  },
  {
    id: AUDIT,
    label: 'View audit reports',
    serves: 'discovery',
    required: false,
    explains: 'Tells who signed in when, to Google and through it to other apps, up to 180 days back.',
  },
]
