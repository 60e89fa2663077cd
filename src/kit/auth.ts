/** One input of a connect form. Its name is the key in a credential's `fields`. */
export type CredentialField = {
  name: string
  label: string
  /** Goes to the vault and is never shown again. */
  secret: boolean
  help: string
  placeholder?: string
  /** True unless said otherwise. */
  optional?: boolean
  /** A whole-value pattern (no flags) and the sentence shown when it does not match. */
  pattern?: { source: string; message: string }
  /** Has several lines, such as a key file. */
  multiline?: boolean
  /** Applied before the check: surrounding blanks always go; `host-part` also drops a scheme, a trailing slash and path. */
  normalise?: 'host-part' | 'no-trailing-slash'
  choices?: readonly { value: string; label: string }[]
}

/** Where an authorisation server answers: a path behind one of the connector's named hosts; `''` is the host's own address. */
export type Endpoint = { host: string; path: string; query?: Readonly<Record<string, string>> }

/**
 * How a credential gets onto a request. Field names refer to `AuthMethod.fields`; a field named beside a fixed value is an
 * admin's choice that takes its place when it is filled in.
 */
export type AuthScheme =
  | { kind: 'header'; header: string; prefix: string; field: string }
  | {
      kind: 'header-from-fields'
      headerField: string
      prefixField: string
      field: string
      header: string
      prefix: string
    }
  | { kind: 'query'; param: string; paramField?: string; field: string }
  | { kind: 'basic'; username: string; password: string }
  /** The vendor wants the key alone; the password is what its documents write there. */
  | { kind: 'basic'; username: string; fixedPassword: string }
  /** Whoever reaches the address may read it. */
  | { kind: 'none' }
  | ClientCredentialsScheme
  | JwtScheme
  | OAuthCodeScheme
  | AwsScheme
  | SessionScheme

/** OAuth 2 without a person (RFC 6749 §4.4), which vendors also call server-to-server. */
export type ClientCredentialsScheme = {
  kind: 'oauth2-client-credentials'
  /** The named host and the path of the token endpoint. */
  host: string
  path: string
  clientIdField: string
  clientSecretField: string
  /** Where the client id and secret travel; `onelogin` is that vendor's own header form. */
  clientAuth: 'basic' | 'body' | 'onelogin'
  clientAuthField?: string
  body: 'form' | 'json'
  scope?: string
  scopeField?: string
  /** Further parameters that the admin types, written as in a URL: `audience=x&resource=y`. */
  parametersField?: string
  /** Zoom's own form: the grant is called `account_credentials` and names the account. */
  zoom?: { accountIdField: string }
  /** Put before the access token in the Authorization header, e.g. `Bearer `. */
  prefix: string
}

/**
 * A service account: a claim signed with its private key (RS256) is exchanged for an access token (RFC 7523 §2.1). With a
 * subject it is Google's domain-wide delegation: the account acts as that admin.
 */
export type JwtScheme = {
  kind: 'oauth2-jwt'
  token: Endpoint
  /** A private key in PEM, or the vendor's JSON key file, which also tells issuer and key id where those are left empty. */
  keyField: string
  keyIdField?: string
  issuerField: string
  subjectField?: string
  /** Whom the claim is for; the token endpoint unless an admin says otherwise. */
  audienceField?: string
  scope?: string
  scopeField?: string
  /**
   * Adobe's own form, retired by Adobe in 2026: the claim goes as `jwt_token` together with the client, is for the client,
   * and names each scope as a claim of its own.
   */
  adobe?: { clientIdField: string; clientSecretField: string }
  prefix: string
}

/** AWS Signature Version 4: every request is signed, body included; the secret itself is never sent. */
export type AwsScheme = {
  kind: 'aws-sigv4'
  accessKeyIdField: string
  secretAccessKeyField: string
  /** Of temporary credentials. */
  sessionTokenField: string
  regionField: string
  serviceField: string
}

/** User name and password are posted once; what comes back is used until the vendor refuses it. */
export type SessionScheme = {
  kind: 'session'
  login: Endpoint
  usernameField: string
  passwordField: string
  body: 'form' | 'json'
  bodyField?: string
  /** What the vendor calls them. */
  usernameParam: string
  usernameParamField?: string
  passwordParam: string
  passwordParamField?: string
  /** Where the answer has the token, with dots between names; without one, cookies are kept. */
  tokenPath?: string
  tokenPathField?: string
  /** The token's header. */
  header: string
  headerField?: string
  prefix: string
  prefixField?: string
}

/**
 * OAuth 2 with a person's consent at the vendor (RFC 6749 §4.1): the form holds the client that is registered there, the
 * rest is agreed on between the browser and the vendor. Fields named `…Field` are left to the admin.
 */
export type OAuthCodeScheme = {
  kind: 'oauth2-code'
  authorize: Endpoint
  token: Endpoint
  /** RFC 7009, where the vendor has it; ignored where the admin named no such host. */
  revoke?: Endpoint
  clientIdField: string
  /** Its field may be left empty: then the client is a public one, which PKCE alone protects. */
  clientSecretField: string
  /** Where the client id and secret travel (RFC 6749 §2.3.1). */
  clientAuth: 'basic' | 'body'
  clientAuthField?: string
  /** Whether the vendor takes a code challenge (RFC 7636, S256). Most that do not know it ignore it. */
  pkce: boolean
  /** How the vendor wants scopes joined. */
  scopeSeparator: ' ' | ','
  /** Asked for besides the connection's scopes, every time: what makes the grant work, such as `offline_access`. */
  scope?: string
  /** Scopes that the admin types, on top of those that the connection asks for. */
  scopeField?: string
  /** Added to the vendor's page, such as `access_type=offline`. */
  parameters?: Readonly<Record<string, string>>
  /** Further ones that the admin types, written as in a URL: `audience=x&prompt=consent`. */
  parametersField?: string
  /** The server's own name. Where one is given, every answer must carry it (RFC 9207). */
  issuer?: string
  issuerField?: string
  /** Put before the access token in the Authorization header, e.g. `Bearer `. */
  prefix: string
}

/** One way to authorise a connection, with its form. */
export type AuthMethod = {
  id: string
  label: string
  /** Where in the vendor's console the values are found. */
  help: string
  fields: readonly CredentialField[]
  scheme: AuthScheme
  /** Fields that the connector reads itself, from `VendorClient.fields`; none of them is a secret. */
  reads?: readonly string[]
  /** A host that another secret of the same form lets in. */
  besides?: SecondSecret
  /** For vendors that few have: shown after the others. */
  advanced?: boolean
  /**
   * The scopes are chosen at the vendor, where the credential is made: the form says which to choose. Not where a person
   * consents to them, and not for a credential that simply may what its owner may.
   */
  scopesAtVendor?: true
}

/** A token of its own for one of a vendor's interfaces, such as its reports; usually optional in the form. */
export type SecondSecret = {
  host: string
  scheme: Extract<AuthScheme, { kind: 'header' }>
  /** What is said of a list there when its field was left empty: which token is missing, and what for. */
  missing: string
}

/** Whether the form is all there is, or a person has to consent at the vendor after it is stored. */
export function flowOf({ scheme }: AuthMethod): 'form' | 'redirect' {
  return scheme.kind === 'oauth2-code' ? 'redirect' : 'form'
}
