import type { AuthMethod } from '#kit/auth.ts'

export const EVENTS_HOST = 'events'

/** Which part of 1Password a sign-in address belongs to; `.us` and Enterprise have no API address of their own in its documents. */
export function regionOf(signInAddress: string): 'com' | 'ca' | 'eu' {
  const ending = signInAddress.toLowerCase().split('.').at(-1)
  return ending === 'ca' || ending === 'eu' ? ending : 'com'
}

export const AUTH_METHODS: readonly AuthMethod[] = [
  {
    id: 'users-api',
    label: 'OAuth application (Users API)',
    help: '1Password.com > Integrations > Directory > OAuth Application, as an owner, an administrator or a member of the Security group. It asks for a redirect URL, which nothing uses: type the address of this Rollcall. Choose the scopes that are shown here. Two-factor authentication stays on, and no password is given away.',
    fields: [
      {
        name: 'signInAddress',
        label: 'Sign-in address',
        secret: false,
        help: 'Where you sign in to 1Password, without https:// and without a slash at its end.',
        placeholder: 'companyname.1password.eu',
        normalise: 'host-part',
        pattern: {
          source: '^[A-Za-z0-9-]+\\.(?:1password\\.(?:com|ca|eu|us)|ent\\.1password\\.com)$',
          message:
            'Type the whole sign-in address without https:// and without a slash: companyname.1password.eu, or examplecompany.1password.us.',
        },
      },
      {
        name: 'region',
        label: 'Region',
        secret: false,
        help: 'How the sign-in address ends.',
        choices: [
          { value: 'com', label: '1password.com, also ent.1password.com and 1password.us' },
          { value: 'ca', label: '1password.ca' },
          { value: 'eu', label: '1password.eu' },
        ],
      },
      {
        name: 'accountId',
        label: 'Account ID',
        secret: false,
        help: 'When you are signed in, the 26 letters and digits in the address bar between "/app#/" and "/AllItems".',
        pattern: {
          source: '^[A-Z0-9]{26}$',
          message: 'The account ID has 26 capital letters and digits. It is no e-mail address and no Secret Key.',
        },
      },
      { name: 'clientId', label: 'Client ID', secret: false, help: 'Of the OAuth application.' },
      { name: 'clientSecret', label: 'Client secret', secret: true, help: 'Shown once, when the application is made.' },
      {
        name: 'eventsToken',
        label: 'Events Reporting token',
        secret: true,
        optional: true,
        help: 'For the last sign-in and use: Integrations > Directory > Events Reporting > Other, with sign-in attempts and item usages. May be left empty.',
        pattern: {
          source: '^[\\w-]+\\.[\\w-]+\\.[\\w-]+$',
          message: 'Paste the whole token: three parts with dots between.',
        },
      },
    ],
    scheme: {
      kind: 'oauth2-client-credentials',
      host: 'api',
      path: '/v1beta1/users/oauth2/token',
      clientIdField: 'clientId',
      clientSecretField: 'clientSecret',
      clientAuth: 'basic',
      body: 'form',
      prefix: 'Bearer ',
    },
    besides: {
      host: EVENTS_HOST,
      scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'eventsToken' },
      missing:
        'No Events Reporting token was entered for 1Password, so nobody’s last sign-in and use is known. Add one to the credential to read them.',
    },
    reads: ['signInAddress', 'accountId'],
    scopesAtVendor: true,
  },
  {
    id: 'scim-bridge',
    label: 'SCIM bridge',
    help: 'For companies that run the 1Password SCIM Bridge. The token is the one that the bridge was set up with. If your identity provider manages people through the same bridge, leave changing them to it.',
    fields: [
      {
        name: 'token',
        label: 'Bearer token',
        secret: true,
        help: 'With or without the word "Bearer" in front.',
        pattern: {
          source: '^(?:[Bb]earer )?[A-Za-z0-9._~+/=-]{8,}$',
          message: 'Paste the token alone, without blanks in it.',
        },
      },
    ],
    scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' },
  },
]
