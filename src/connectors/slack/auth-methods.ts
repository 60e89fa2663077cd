import type { AuthMethod } from '#kit/auth.ts'

export const AUTH_METHODS: readonly AuthMethod[] = [
  {
    id: 'oauth2',
    label: 'OAuth app of your own',
    help: 'api.slack.com/apps > Create New App, in the workspace. Add the redirect URL /connect_callback/slack of this Rollcall under OAuth & Permissions, and leave PKCE off. The bot token that Slack gives reads members and user groups; last sign-ins take a user token.',
    fields: [
      {
        name: 'clientId',
        label: 'Client ID',
        secret: false,
        help: 'Basic Information > App Credentials.',
        placeholder: '2141029472.691202649728',
        pattern: { source: '^\\d+\\.\\d+$', message: 'A client ID is two numbers with a dot between them.' },
      },
      { name: 'clientSecret', label: 'Client secret', secret: true, help: 'Below the client ID.' },
    ],
    scheme: {
      kind: 'oauth2-code',
      authorize: { host: 'site', path: '/oauth/v2/authorize' },
      token: { host: 'api', path: '/oauth.v2.access' },
      clientIdField: 'clientId',
      clientSecretField: 'clientSecret',
      clientAuth: 'basic',
      // An app that takes it is a public client for good.
      pkce: false,
      scopeSeparator: ',',
      prefix: 'Bearer ',
    },
  },
  {
    id: 'token',
    label: 'Token of a Slack app',
    scopesAtVendor: true,
    help: 'On the page of your app: OAuth & Permissions. The User OAuth Token of an Owner or Admin, with the scope admin, also reads last sign-ins and who is billed; the Bot User OAuth Token reads members and user groups.',
    fields: [
      {
        name: 'token',
        label: 'Token',
        secret: true,
        help: '',
        placeholder: 'xoxb-… or xoxp-…',
        pattern: { source: '^xox[bpe][.-]\\S+$', message: 'A Slack token begins with xoxb- or xoxp-.' },
      },
    ],
    scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' },
  },
  {
    id: 'scim',
    label: 'SCIM token',
    help: 'Business+ and Enterprise. The User OAuth Token of an app with the scope admin, which an Owner has installed (on Enterprise, the Org Owner for the whole organisation). It ends when that person is no admin any more.',
    fields: [
      {
        name: 'token',
        label: 'User OAuth Token',
        secret: true,
        help: '',
        placeholder: 'xoxp-…',
        pattern: {
          source: '^xoxp-\\S+$|^xoxe\\.xoxp-\\S+$',
          message: 'SCIM takes the token of a person, which begins with xoxp-. A bot token (xoxb-) does not work here.',
        },
      },
    ],
    scheme: { kind: 'header', header: 'Authorization', prefix: 'Bearer ', field: 'token' },
  },
]
