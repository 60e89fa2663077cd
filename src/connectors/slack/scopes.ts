import type { Scope } from '#kit/define.ts'

export const SCOPES: readonly Scope[] = [
  {
    id: 'users:read',
    label: 'Members',
    serves: 'discovery',
    required: true,
    explains: 'Lists the members, guests and bots of the workspace.',
  },
  {
    id: 'users:read.email',
    label: 'E-mail addresses',
    serves: 'discovery',
    required: true,
    explains: 'Reads the e-mail addresses, by which people are matched: without it Slack leaves them out.',
  },
  {
    id: 'usergroups:read',
    label: 'User groups',
    serves: 'discovery',
    required: false,
    explains: 'Lists user groups and who is in them, on paid plans.',
  },
  {
    id: 'admin',
    label: 'Administer the workspace',
    serves: 'discovery',
    required: false,
    explains:
      'Tells when each member last signed in, and for whom Slack sends a bill, on paid plans. Only the user token of an Owner or Admin can have it.',
  },
]
