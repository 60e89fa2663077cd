import type { AuthMethod } from '#kit/auth.ts'
import { SCOPES, WHO } from './scopes.ts'

/** Everything that a service account is asked to be allowed: Google gives it all or nothing. */
const ALL_SCOPES = [...SCOPES.map(({ id }) => id), WHO]

const consent: AuthMethod = {
  id: 'oauth2',
  label: 'Consent of an admin (your own OAuth client)',
  help: 'Google Cloud console > APIs & Services > Credentials > Create credentials > OAuth client ID, type "Web application", with the callback address /connect_callback/google-workspace of this Rollcall. On the consent screen choose "Internal": a client in testing loses its consent after 7 days.',
  fields: [
    {
      name: 'clientId',
      label: 'Client ID',
      secret: false,
      help: 'Ends in .apps.googleusercontent.com.',
      placeholder: '….apps.googleusercontent.com',
      pattern: {
        source: '^[\\w-]+\\.apps\\.googleusercontent\\.com$',
        message: 'Copy the whole client ID: it ends in .apps.googleusercontent.com.',
      },
    },
    { name: 'clientSecret', label: 'Client secret', secret: true, help: 'Shown beside the client ID.' },
  ],
  scheme: {
    kind: 'oauth2-code',
    authorize: { host: 'accounts', path: '/o/oauth2/v2/auth' },
    token: { host: 'token', path: '/token' },
    revoke: { host: 'token', path: '/revoke' },
    clientIdField: 'clientId',
    clientSecretField: 'clientSecret',
    clientAuth: 'body',
    pkce: true,
    scopeSeparator: ' ',
    scope: WHO,
    // Without both, a second consent brings no refresh token.
    parameters: { access_type: 'offline', prompt: 'consent' },
    prefix: 'Bearer ',
  },
}

const serviceAccount: AuthMethod = {
  id: 'service-account',
  scopesAtVendor: true,
  label: 'Service account with domain-wide delegation',
  help: `Google Cloud console > IAM & Admin > Service Accounts: create one and download a JSON key. Then Admin console > Security > Access and data control > API controls > Domain-wide delegation > Add new: the account's Unique ID, and these scopes: ${ALL_SCOPES.join(',')}. Organisations made after 3 May 2024 must first allow keys (policy iam.disableServiceAccountKeyCreation).`,
  fields: [
    {
      name: 'key',
      label: 'Key file',
      secret: true,
      multiline: true,
      help: 'The whole JSON file as Google gave it.',
    },
    {
      name: 'subject',
      label: 'Admin whom it acts for',
      secret: false,
      help: 'The e-mail address of an admin who may see users, groups and licences. When this admin leaves, the connection ends: use one that is there for this.',
      placeholder: 'rollcall@example.com',
      pattern: { source: '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$', message: 'Type the e-mail address of an admin.' },
    },
    {
      name: 'issuer',
      label: 'E-mail address of the service account',
      secret: false,
      optional: true,
      help: 'Only for a key that is not the JSON file, which tells it by itself.',
      placeholder: 'rollcall@project.iam.gserviceaccount.com',
    },
    {
      name: 'scope',
      label: 'Scopes',
      secret: false,
      optional: true,
      help: 'Only if fewer were delegated than the help above names: then exactly those. One that was not delegated makes Google refuse all.',
      pattern: {
        source: '^https://www\\.googleapis\\.com/auth/[\\w.]+(?:[ ,]+https://www\\.googleapis\\.com/auth/[\\w.]+)*$',
        message: 'Write whole scopes, beginning with https://www.googleapis.com/auth/, with commas between them.',
      },
    },
  ],
  scheme: {
    kind: 'oauth2-jwt',
    token: { host: 'token', path: '/token' },
    keyField: 'key',
    issuerField: 'issuer',
    subjectField: 'subject',
    scope: ALL_SCOPES.join(' '),
    scopeField: 'scope',
    prefix: 'Bearer ',
  },
}

export const AUTH_METHODS: readonly AuthMethod[] = [consent, serviceAccount]
