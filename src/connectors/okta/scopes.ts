import type { Scope } from '#kit/define.ts'

export const SCOPES: readonly Scope[] = [
  {
    id: 'okta.users.read',
    label: 'Read users',
    serves: 'discovery',
    required: true,
    explains: 'Lists the users with their status and profile.',
  },
  {
    id: 'okta.users.read.self',
    label: 'Read the own user',
    serves: 'discovery',
    required: true,
    explains: 'Tells whose credential it is.',
  },
  {
    id: 'okta.groups.read',
    label: 'Read groups',
    serves: 'discovery',
    required: true,
    explains: 'Lists the groups and who is in them.',
  },
  {
    id: 'okta.apps.read',
    label: 'Read apps',
    serves: 'discovery',
    required: true,
    explains: 'Lists the apps and to whom they are assigned.',
  },
  {
    id: 'okta.roles.read',
    label: 'Read admin roles',
    serves: 'discovery',
    required: false,
    explains: 'Tells who is an administrator, and with which roles.',
  },
  {
    id: 'okta.logs.read',
    label: 'Read the system log',
    serves: 'discovery',
    required: false,
    explains: 'Tells who signed in when, and which apps they opened.',
  },
]
