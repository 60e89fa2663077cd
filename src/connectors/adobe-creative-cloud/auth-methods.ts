import type { AuthMethod, CredentialField } from '#kit/auth.ts'

const CLIENT: readonly CredentialField[] = [
  {
    name: 'clientId',
    label: 'Client ID',
    secret: false,
    help: 'On the page of the credential in the Developer Console; Adobe also calls it API key.',
    pattern: {
      source: '^(?!.*@AdobeOrg)\\S{8,128}$',
      message: 'A client ID has no blanks. What ends in @AdobeOrg is the organisation ID.',
    },
  },
  {
    name: 'clientSecret',
    label: 'Client secret',
    secret: true,
    help: 'Below the client ID: "Retrieve client secret".',
  },
]

const ORGANISATION: CredentialField = {
  name: 'organizationId',
  label: 'Organization ID',
  secret: false,
  help: 'On the same page, and in the address of the Admin Console. One connection reads one organisation.',
  placeholder: 'A495E53…@AdobeOrg',
  pattern: {
    source: '^[0-9A-Fa-f]{6,40}@AdobeOrg$',
    message: 'An organization ID is digits and the letters A to F, and then @AdobeOrg: type the whole of it.',
  },
}

/** OAuth first; the form of the specification after it, which Adobe has retired. */
export const AUTH_METHODS: readonly AuthMethod[] = [
  {
    id: 'server-to-server',
    label: 'OAuth Server-to-Server',
    help: 'As a System Administrator: developer.adobe.com/console > Create new project > Add API > Adobe Services > User Management API > OAuth Server-to-Server > Save configured API.',
    fields: [...CLIENT, ORGANISATION],
    reads: ['clientId', 'organizationId'],
    scheme: {
      kind: 'oauth2-client-credentials',
      host: 'sign-in',
      path: '/ims/token/v3',
      clientIdField: 'clientId',
      clientSecretField: 'clientSecret',
      clientAuth: 'body',
      body: 'form',
      // Adobe has no narrower scope: this one may write as well.
      scope: 'openid,AdobeID,user_management_sdk',
      prefix: 'Bearer ',
    },
  },
  {
    id: 'service-account-jwt',
    label: 'Service Account (JWT), retired by Adobe',
    help: 'Adobe has ended this form: since 1 March 2026 no such credential works any more. In the Developer Console, open the project and take "OAuth Server-to-Server" in its place; client ID and organization ID stay the same. The form is kept for records of credentials that were made before.',
    fields: [
      {
        name: 'privateKey',
        label: 'Private key',
        secret: true,
        multiline: true,
        help: 'The content of the file private.key out of config.zip.',
        placeholder: '-----BEGIN PRIVATE KEY-----',
      },
      ...CLIENT,
      {
        name: 'technicalAccountId',
        label: 'Technical account ID',
        secret: false,
        help: 'Ends in @techacct.adobe.com.',
        pattern: {
          source: '^\\S+@techacct\\.adobe\\.com$',
          message: 'A technical account ID ends in @techacct.adobe.com; the one with @AdobeOrg is the organization ID.',
        },
      },
      ORGANISATION,
    ],
    reads: ['clientId', 'organizationId', 'technicalAccountId'],
    scheme: {
      kind: 'oauth2-jwt',
      token: { host: 'sign-in', path: '/ims/exchange/jwt' },
      keyField: 'privateKey',
      issuerField: 'organizationId',
      subjectField: 'technicalAccountId',
      scope: 'ent_user_sdk',
      adobe: { clientIdField: 'clientId', clientSecretField: 'clientSecret' },
      prefix: 'Bearer ',
    },
  },
]
