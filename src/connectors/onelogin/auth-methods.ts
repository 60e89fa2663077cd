import type { AuthMethod, AuthScheme, CredentialField } from '#kit/auth.ts'

const CLIENT: readonly CredentialField[] = [
  { name: 'clientId', label: 'Client ID', secret: false, help: '' },
  { name: 'clientSecret', label: 'Client secret', secret: true, help: '' },
]

const SCHEME: AuthScheme = {
  kind: 'oauth2-client-credentials',
  host: 'api',
  path: '/auth/oauth2/v2/token',
  clientIdField: 'clientId',
  clientSecretField: 'clientSecret',
  clientAuth: 'onelogin',
  body: 'json',
  prefix: 'Bearer ',
}

const HELP =
  'OneLogin Administration > Developers > API Credentials > New Credential, with the scope that is shown here. The secret can be looked up there later.'

export const AUTH_METHODS: readonly AuthMethod[] = [
  {
    id: 'client-credentials',
    label: 'API credential pair',
    scopesAtVendor: true,
    help: HELP,
    fields: [
      {
        name: 'subdomain',
        label: 'Subdomain',
        secret: false,
        help: 'What stands before .onelogin.com in the address.',
        placeholder: 'acme',
        normalise: 'host-part',
        pattern: {
          source: '^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$',
          message: 'Only the part before .onelogin.com: letters, digits and dashes.',
        },
      },
      ...CLIENT,
    ],
    scheme: SCHEME,
  },
  {
    id: 'region',
    label: 'API credential pair, by region',
    scopesAtVendor: true,
    help: `Only where the subdomain does not answer. ${HELP}`,
    fields: [
      {
        name: 'subdomain',
        label: 'Region',
        secret: false,
        help: 'Where the account is kept. A pair of one region does not work in the other.',
        choices: [
          { value: 'api.us', label: 'United States (api.us.onelogin.com)' },
          { value: 'api.eu', label: 'European Union (api.eu.onelogin.com)' },
        ],
      },
      ...CLIENT,
    ],
    scheme: SCHEME,
  },
]
