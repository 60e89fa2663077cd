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
  /** Applied before the check: surrounding blanks always go; `host-part` also drops a scheme, a trailing slash and path. */
  normalise?: 'host-part' | 'no-trailing-slash'
  choices?: readonly { value: string; label: string }[]
}

/** Where an authorisation server answers: a path behind one of the connector's named hosts; `''` is the host's own address. */
export type Endpoint = { host: string; path: string }

/** How a credential gets onto a request. Field names refer to `AuthMethod.fields`. */
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
  | { kind: 'query'; param: string; field: string }
  | { kind: 'basic'; username: string; password: string }
  | {
      kind: 'oauth2-client-credentials'
      /** The named host and the path of the token endpoint. */
      host: string
      path: string
      clientIdField: string
      clientSecretField: string
      /** Where the client id and secret travel; `onelogin` is that vendor's own header form. */
      clientAuth: 'basic' | 'body' | 'onelogin'
      body: 'form' | 'json'
      scope?: string
      /** Put before the access token in the Authorization header, e.g. `Bearer `. */
      prefix: string
    }
  | OAuthCodeScheme

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
  /** For vendors that few have: shown after the others. */
  advanced?: boolean
}

/** Whether the form is all there is, or a person has to consent at the vendor after it is stored. */
export function flowOf({ scheme }: AuthMethod): 'form' | 'redirect' {
  return scheme.kind === 'oauth2-code' ? 'redirect' : 'form'
}
