import { defineConnector } from '#kit/define.ts'
import { SITE_ACTIONS } from './actions.ts'
import { AUTH_METHODS, SITE } from './auth-methods.ts'
import { cloudSurface } from './cloud.ts'
import { byAddress, byConsent } from './locate.ts'
import { SCOPES } from './scopes.ts'
import { SERVER_HOST, serverSurface } from './server.ts'

const BEHIND_GATEWAY = ['oauth2', 'scoped-token', 'service-account']
const gateway = { host: 'api', base: '/ex/jira/{cloudId}', scoped: true } as const

/** Users, groups and seats of a Jira site. */
export default defineConnector({
  id: 'jira',
  name: 'Jira',
  version: 1,
  category: 'Project management',
  isPrimarySource: false,
  description: 'Reads the users of a Jira site with status, groups, administrators and the seats of each Jira product.',
  capabilities: ['discovery', 'provisioning', 'workflows'],
  dataPoints: [
    'Users with status, apps and portal customers told apart',
    'Groups and who is in them',
    'Administrators',
    'Jira products and who holds a seat of them',
  ],
  personalData: ['Name', 'E-mail, where the person shows it', 'Time zone and language'],
  supportedPlans: ['Free', 'Standard', 'Premium', 'Enterprise', 'Data Center'],
  similarApps: ['launchdarkly', 'postman', 'slack'],
  links: [
    { label: 'API tokens', url: 'https://id.atlassian.com/manage-profile/security/api-tokens' },
    { label: 'OAuth 2.0 (3LO) apps', url: 'https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/' },
    {
      label: 'Users',
      url: 'https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/',
    },
  ],
  prerequisites: [
    'You have the global permission "Browse users and groups", and for groups, seats and administrators "Administer Jira".',
    'An API token of yours, a service account, or an OAuth 2.0 app of your own; for Data Center a personal access token.',
    'Jira shows an e-mail address only if the person’s own privacy settings or your managed accounts allow it.',
  ],
  hosts: {
    site: {
      label: 'Address of the site',
      help: 'Made of the site; leave it as it is.',
      url: 'https://{site}',
      onlyFor: ['api-token', 'scoped-token'],
    },
    api: {
      label: 'Atlassian API',
      help: 'Only for Atlassian Government Cloud: https://api.atlassian-us-gov-mod.com',
      url: 'https://api.atlassian.com',
      onlyFor: BEHIND_GATEWAY,
    },
    auth: {
      label: 'Atlassian sign-in',
      help: 'Only for Atlassian Government Cloud: https://auth.atlassian-us-gov-mod.com',
      url: 'https://auth.atlassian.com',
      onlyFor: ['oauth2', 'service-account'],
    },
    [SERVER_HOST]: {
      label: 'Address of Jira Data Center',
      help: 'As the browser shows it on the dashboard, with the path in front of /secure if there is one: https://jira.example.com/jira',
      onlyFor: ['data-center'],
    },
  },
  auth: AUTH_METHODS,
  settings: [
    {
      ...SITE,
      label: 'Which Jira site',
      optional: true,
      help: 'Only where the consent or the service account covers several Jira sites: which of them is read.',
    },
  ],
  scopes: SCOPES,
  ...cloudSurface({ ...gateway, locate: byConsent }),
  surfaces: {
    'api-token': {
      ...cloudSurface({ host: 'site', base: '', locate: byAddress, scoped: false, actions: SITE_ACTIONS }),
      sharesIds: true,
    },
    'scoped-token': { ...cloudSurface({ ...gateway, locate: byAddress }), sharesIds: true },
    // Users have other ids there.
    'data-center': serverSurface,
  },
  validation:
    'In Atlassian Administration: Directory > Users, filtered by the site and by Jira. Active users there are the active accounts here without apps and portal customers; Jira itself counts a seat for each active member of the groups that give access (Jira settings > Products > Manage access), which is the number of holders of each licence here. Read is GET /users/search: active true is active, false is inactive, and whoever the list does not have any more is inactive.',
})
