import type { AuthMethod, CredentialField } from '../auth.ts'

const CLIENT_FIELDS: readonly CredentialField[] = [
  {
    name: 'clientId',
    label: 'Client ID',
    secret: false,
    help: 'Of the application that you registered at the vendor. Some call it application ID or consumer key.',
  },
  { name: 'clientSecret', label: 'Client secret', secret: true, help: 'Shown beside the client ID, often once only.' },
]

const CLIENT_AUTH: CredentialField = {
  name: 'clientAuth',
  label: 'How the client proves itself',
  secret: false,
  optional: true,
  help: 'Leave it as it is unless the vendor refuses the client: then try the other one.',
  choices: [
    { value: 'basic', label: 'in a header (HTTP Basic)' },
    { value: 'body', label: 'in the body' },
  ],
}

const SCOPE: CredentialField = {
  name: 'scope',
  label: 'Scopes',
  secret: false,
  optional: true,
  help: 'What the token may do, in the vendor’s words, with blanks between them. Ask for reading only.',
  placeholder: 'users.read groups.read',
  pattern: { source: '^[ -~]{1,2000}$', message: 'Scopes are words with blanks between them.' },
}

const PARAMETERS: CredentialField = {
  name: 'parameters',
  label: 'Further parameters',
  secret: false,
  optional: true,
  help: 'Only where the vendor wants more, written as in an address. Not for secrets.',
  placeholder: 'audience=https://api.example.com',
  pattern: {
    source: '^[^=&\\s]+=[^&\\s]*(?:&[^=&\\s]+=[^&\\s]*)*$',
    message: 'Write it as name=value, with & between several.',
  },
}

export const oauth2: AuthMethod = {
  id: 'oauth2',
  label: 'OAuth 2 with consent',
  advanced: true,
  help: 'Register an application at the vendor, with the callback address that is shown here. After the form is stored, you give consent at the vendor; Rollcall renews the access by itself.',
  fields: [
    CLIENT_FIELDS[0]!,
    {
      name: 'clientSecret',
      label: 'Client secret',
      secret: true,
      optional: true,
      help: 'Shown beside the client ID, often once only. Empty only for a public client.',
    },
    SCOPE,
    CLIENT_AUTH,
    PARAMETERS,
    {
      name: 'issuer',
      label: 'Issuer',
      secret: false,
      optional: true,
      help: 'The name that the vendor’s server has for itself, if its documents tell one: answers of any other server are then refused.',
      placeholder: 'https://app.example.com',
      pattern: { source: '^https?://[^\\s?#]+$', message: 'An issuer is an address that begins with https.' },
    },
  ],
  scheme: {
    kind: 'oauth2-code',
    authorize: { host: 'authorize', path: '' },
    token: { host: 'token', path: '' },
    revoke: { host: 'revoke', path: '' },
    clientIdField: 'clientId',
    clientSecretField: 'clientSecret',
    clientAuth: 'basic',
    clientAuthField: 'clientAuth',
    pkce: true,
    scopeSeparator: ' ',
    scopeField: 'scope',
    parametersField: 'parameters',
    issuerField: 'issuer',
    prefix: 'Bearer ',
  },
}

export const clientCredentials: AuthMethod = {
  id: 'client-credentials',
  label: 'OAuth 2 client credentials',
  advanced: true,
  help: 'Register an application for server-to-server use at the vendor. Nobody has to give consent: the client is enough.',
  fields: [...CLIENT_FIELDS, SCOPE, CLIENT_AUTH, PARAMETERS],
  scheme: {
    kind: 'oauth2-client-credentials',
    host: 'token',
    path: '',
    clientIdField: 'clientId',
    clientSecretField: 'clientSecret',
    clientAuth: 'basic',
    clientAuthField: 'clientAuth',
    body: 'form',
    scopeField: 'scope',
    parametersField: 'parameters',
    prefix: 'Bearer ',
  },
}

const KEY_FILE: CredentialField = {
  name: 'key',
  label: 'Private key',
  secret: true,
  multiline: true,
  help: 'The key file as the vendor gave it: JSON, or the lines from BEGIN PRIVATE KEY to END PRIVATE KEY. RSA, without a passphrase.',
}

export const serviceAccount: AuthMethod = {
  id: 'service-account',
  label: 'Service account (signed JWT)',
  advanced: true,
  help: 'For services in the manner of Google: make a service account, let it act for an admin of your company (domain-wide delegation), and download its key.',
  fields: [
    KEY_FILE,
    {
      name: 'issuer',
      label: 'Service account',
      secret: false,
      optional: true,
      help: 'Its e-mail address or id. A JSON key file tells it by itself.',
      placeholder: 'rollcall@project.iam.example.com',
    },
    {
      name: 'subject',
      label: 'Acts for',
      secret: false,
      optional: true,
      help: 'The e-mail address of the admin whose view it gets. Needed where access is delegated.',
      placeholder: 'admin@example.com',
    },
    SCOPE,
    {
      name: 'audience',
      label: 'Audience',
      secret: false,
      optional: true,
      help: 'Only where the vendor names another one than its token URL.',
    },
    {
      name: 'keyId',
      label: 'Key ID',
      secret: false,
      optional: true,
      help: 'Only where the vendor shows one. A JSON key file tells it by itself.',
    },
  ],
  scheme: {
    kind: 'oauth2-jwt',
    token: { host: 'token', path: '' },
    keyField: 'key',
    keyIdField: 'keyId',
    issuerField: 'issuer',
    subjectField: 'subject',
    audienceField: 'audience',
    scopeField: 'scope',
    prefix: 'Bearer ',
  },
}

export const adobeJwt: AuthMethod = {
  id: 'adobe-jwt',
  label: 'Service account in Adobe’s retired form',
  advanced: true,
  help: 'Adobe has ended this form on 1 March 2026: use OAuth 2 client credentials there. It stays for servers that were built after it.',
  fields: [
    ...CLIENT_FIELDS,
    KEY_FILE,
    {
      name: 'organisation',
      label: 'Organisation ID',
      secret: false,
      help: 'Ends in @AdobeOrg.',
      placeholder: '…@AdobeOrg',
    },
    { name: 'account', label: 'Technical account ID', secret: false, help: 'Ends in @techacct.adobe.com.' },
    {
      name: 'scope',
      label: 'Metascopes',
      secret: false,
      help: 'With blanks between them, for example ent_user_sdk.',
      placeholder: 'ent_user_sdk',
      pattern: { source: '^[\\w ]{1,500}$', message: 'Metascopes are words with blanks between them.' },
    },
  ],
  scheme: {
    kind: 'oauth2-jwt',
    token: { host: 'token', path: '' },
    keyField: 'key',
    issuerField: 'organisation',
    subjectField: 'account',
    scopeField: 'scope',
    adobe: { clientIdField: 'clientId', clientSecretField: 'clientSecret' },
    prefix: 'Bearer ',
  },
}
