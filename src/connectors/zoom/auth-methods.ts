import type { AuthMethod, CredentialField } from '#kit/auth.ts'

const CLIENT: readonly CredentialField[] = [
  { name: 'clientId', label: 'Client ID', secret: false, help: "On the app's page App Credentials." },
  { name: 'clientSecret', label: 'Client secret', secret: true, help: 'Below the client ID.' },
]

export const AUTH_METHODS: readonly AuthMethod[] = [
  {
    id: 'server-to-server',
    scopesAtVendor: true,
    label: 'Server-to-Server OAuth app',
    help: 'As an owner or admin: marketplace.zoom.us > Develop > Build App > Server-to-Server OAuth. Choose the scopes on its page Scopes, then activate it: without that Zoom gives no token.',
    fields: [
      {
        name: 'accountId',
        label: 'Account ID',
        secret: false,
        help: "On the app's page App Credentials, above the client ID.",
        pattern: {
          source: '^[A-Za-z0-9_-]{8,64}$',
          message: 'Type the account ID of the page App Credentials: letters and digits, not an e-mail address.',
        },
      },
      ...CLIENT,
    ],
    scheme: {
      kind: 'oauth2-client-credentials',
      host: 'auth',
      path: '/oauth/token',
      clientIdField: 'clientId',
      clientSecretField: 'clientSecret',
      clientAuth: 'basic',
      body: 'form',
      zoom: { accountIdField: 'accountId' },
      prefix: 'Bearer ',
    },
  },
  {
    id: 'oauth2',
    label: 'Consent of the owner (your own General App)',
    help: "As an admin or the owner of a paid master account: marketplace.zoom.us > Develop > Build App > General App, admin-managed, redirect URL /connect_callback/zoom of this Rollcall. Choose the scopes on its page Scopes: Zoom takes them from there. The account's owner must give the consent.",
    fields: CLIENT,
    scheme: {
      kind: 'oauth2-code',
      authorize: { host: 'auth', path: '/oauth/authorize' },
      token: { host: 'auth', path: '/oauth/token' },
      revoke: { host: 'auth', path: '/oauth/revoke' },
      clientIdField: 'clientId',
      clientSecretField: 'clientSecret',
      clientAuth: 'basic',
      pkce: true,
      scopeSeparator: ' ',
      prefix: 'Bearer ',
    },
  },
]
