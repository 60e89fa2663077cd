import type { Scope } from '#kit/define.ts'

export const USERS = 'read:jira-user'
export const CONFIGURATION = 'manage:jira-configuration'

/** Classic scopes: Atlassian calls the finer ones beta still. */
export const SCOPES: readonly Scope[] = [
  {
    id: USERS,
    label: 'View user profiles',
    serves: 'discovery',
    required: true,
    explains: 'Lists the users and the groups of the site. Without it nothing can be read.',
  },
  {
    id: CONFIGURATION,
    label: 'Manage Jira global settings',
    serves: 'discovery',
    alsoServes: 'provisioning',
    required: false,
    explains:
      'Tells who is in which group, who holds a seat of which product, how many seats there are, and who is an administrator; adds people to groups and takes them out. Atlassian has no narrower classic scope for it.',
  },
]
