import type { AuthMethod, CredentialField } from '#kit/auth.ts'

const DOMAIN: CredentialField = {
  name: 'domain',
  label: 'Okta domain',
  secret: false,
  help: 'Shown in the menu at the top right of Okta, under your name.',
  placeholder: 'acme.okta.com',
  normalise: 'host-part',
  pattern: {
    source: '^(?!.*-admin\\.)(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\\.)+[A-Za-z]{2,}$',
    message:
      'Type the domain where people sign in, such as acme.okta.com: the whole of it, and without "-admin", which is in the address of the Admin Console only.',
  },
}

export const AUTH_METHODS: readonly AuthMethod[] = [
  {
    id: 'oauth2',
    label: 'Consent of an admin (your own app integration)',
    help: 'Admin Console > Applications > Create App Integration: OIDC, Web Application. Grant types Authorization Code and Refresh Token; sign-in redirect URI /connect_callback/okta of this Rollcall; access "Allow everyone in your organization to access"; client authentication "Client secret". Then, as a super admin, grant the scopes on its tab Okta API Scopes.',
    fields: [
      DOMAIN,
      {
        name: 'clientId',
        label: 'Client ID',
        secret: false,
        help: 'On the General tab of the app.',
        placeholder: '0oa…',
      },
      { name: 'clientSecret', label: 'Client secret', secret: true, help: 'Below the client ID.' },
    ],
    scheme: {
      kind: 'oauth2-code',
      authorize: { host: 'api', path: '/oauth2/v1/authorize' },
      token: { host: 'api', path: '/oauth2/v1/token' },
      revoke: { host: 'api', path: '/oauth2/v1/revoke' },
      clientIdField: 'clientId',
      clientSecretField: 'clientSecret',
      clientAuth: 'basic',
      pkce: true,
      scopeSeparator: ' ',
      // Without it there is no refresh token.
      scope: 'openid offline_access',
      prefix: 'Bearer ',
    },
  },
  {
    id: 'token',
    label: 'API token',
    help: 'Admin Console > Security > API > Tokens > Create token. It may what its creator may, so sign in as an admin who may only read (Read-only Administrator), and it ends with that admin, or when nobody uses it for 30 days.',
    fields: [
      DOMAIN,
      {
        name: 'token',
        label: 'API token',
        secret: true,
        help: 'Shown once when it is made.',
        pattern: { source: '^(?!SSWS)\\S+$', message: 'Paste the token alone, without the word SSWS.' },
      },
    ],
    scheme: { kind: 'header', header: 'Authorization', prefix: 'SSWS ', field: 'token' },
  },
]
