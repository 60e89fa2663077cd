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

/** One way to authorise a connection, with its form. */
export type AuthMethod = {
  id: string
  label: string
  /** Where in the vendor's console the values are found. */
  help: string
  fields: readonly CredentialField[]
  scheme: AuthScheme
}
