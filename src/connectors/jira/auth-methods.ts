import type { AuthMethod, CredentialField } from '#kit/auth.ts'

/** The address of a site in the cloud, as people copy it from the address bar. */
export const SITE: Omit<CredentialField, 'help'> = {
  name: 'site',
  label: 'Jira site',
  secret: false,
  placeholder: 'acme.atlassian.net',
  normalise: 'host-part',
  pattern: {
    source: '^[A-Za-z0-9-]+\\.(?:atlassian\\.net|jira\\.com|atlassian-us-gov-mod\\.net)$',
    message: 'Type the address of the site as Jira shows it, such as acme.atlassian.net, not only its first part.',
  },
}

const EMAIL: CredentialField = {
  name: 'email',
  label: 'E-mail address',
  secret: false,
  help: 'Of the Atlassian account that made the token.',
  pattern: { source: '^[^@\\s:]+@[^@\\s:]+$', message: 'Type the e-mail address of the account that made the token.' },
}

const TOKEN: CredentialField = {
  name: 'token',
  label: 'API token',
  secret: true,
  help: '',
  pattern: { source: '^\\S{16,}$', message: 'Paste the whole token, without blanks.' },
}

const CLIENT: readonly CredentialField[] = [
  { name: 'clientId', label: 'Client ID', secret: false, help: "On the app's page Settings." },
  { name: 'clientSecret', label: 'Client secret', secret: true, help: 'Below the client ID; "Secret" there.' },
]

const withSite = (help: string): CredentialField => ({ ...SITE, help })

export const AUTH_METHODS: readonly AuthMethod[] = [
  {
    id: 'oauth2',
    label: 'OAuth 2 with consent (3LO)',
    help: 'developer.atlassian.com/console > Create > OAuth 2.0 integration. Permissions: add the Jira API with the scopes that are shown here. Authorization: the callback URL /connect_callback/jira of this Rollcall. Whoever gives consent needs to be a Jira administrator.',
    fields: CLIENT,
    scheme: {
      kind: 'oauth2-code',
      authorize: { host: 'auth', path: '/authorize' },
      token: { host: 'auth', path: '/oauth/token' },
      clientIdField: 'clientId',
      clientSecretField: 'clientSecret',
      clientAuth: 'body',
      pkce: true,
      scopeSeparator: ' ',
      // Without it there is no refresh token, and the access ends after an hour.
      scope: 'offline_access',
      parameters: { audience: 'api.atlassian.com', prompt: 'consent' },
      prefix: 'Bearer ',
    },
  },
  {
    id: 'api-token',
    label: 'API token without scopes',
    help: 'id.atlassian.com > Security > API tokens > Create API token, as a Jira administrator, best of an account that stays. It may do all that its owner may do, and ends after a year at the latest.',
    fields: [withSite('What the address bar shows in Jira, up to the first slash.'), EMAIL, TOKEN],
    scheme: { kind: 'basic', username: 'email', password: 'token' },
  },
  {
    id: 'scoped-token',
    scopesAtVendor: true,
    label: 'API token with scopes',
    help: 'id.atlassian.com > Security > API tokens > Create API token with scopes > Jira, with the scopes that are shown here; or such a token of a service account. It ends after a year at the latest.',
    fields: [withSite('What the address bar shows in Jira, up to the first slash.'), EMAIL, TOKEN],
    scheme: { kind: 'basic', username: 'email', password: 'token' },
  },
  {
    id: 'service-account',
    scopesAtVendor: true,
    label: 'Service account (OAuth 2)',
    help: 'admin.atlassian.com > Directory > Service accounts > Create credentials > OAuth 2.0, with the scopes that are shown here. The service account needs access to Jira, and for groups and seats the right to administer it.',
    fields: [
      { name: 'clientId', label: 'Client ID', secret: false, help: 'Shown once the credentials are made.' },
      { name: 'clientSecret', label: 'Client secret', secret: true, help: 'Shown once.' },
    ],
    scheme: {
      kind: 'oauth2-client-credentials',
      host: 'auth',
      path: '/oauth/token',
      clientIdField: 'clientId',
      clientSecretField: 'clientSecret',
      clientAuth: 'body',
      body: 'json',
      prefix: 'Bearer ',
    },
  },
  {
    id: 'data-center',
    label: 'Data Center: personal access token',
    help: 'For a Jira of your own, from version 8.14: your picture > Profile > Personal Access Tokens > Create token, as a Jira administrator. It may do all that its owner may do. The address has to be one that this Rollcall may reach.',
    fields: [
      {
        name: 'token',
        label: 'Personal access token',
        secret: true,
        help: '',
        pattern: { source: '^[\\x21-\\x7e]{16,}$', message: 'Paste the whole token, without blanks.' },
      },
    ],
    scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' },
  },
]
