/**
 * The only place an error code exists. HTTP status, retries, exit texts and `docs/errors.md` all read this table.
 *
 * `message` is public: it is shown to people and sent by the API. It never carries what a vendor sent, a URL, or a
 * secret; those belong in `detail`, which goes to the log only.
 */

/** What the caller should do next. Every error has exactly one recovery. */
export type Recovery = 'retry' | 'reconnect' | 'fix-input' | 'skip-record' | 'abort'

export type ErrorSpec = { readonly status: number; readonly recovery: Recovery; readonly message: string }

export const ERRORS = {
  // Requests to our own API
  invalid_input: {
    status: 400,
    recovery: 'fix-input',
    message: 'The request has a field that is missing, unknown or of the wrong form.',
  },
  unauthenticated: {
    status: 401,
    recovery: 'fix-input',
    message: 'Sign in, or send an API token as "Authorization: Bearer <token>".',
  },
  forbidden: {
    status: 403,
    recovery: 'fix-input',
    message: 'Your role does not allow this. Ask an admin of this Rollcall.',
  },
  step_up_required: {
    status: 403,
    recovery: 'fix-input',
    message: 'This asks for your password or second factor again. An API token needs the rights "all" for it.',
  },
  not_found: {
    status: 404,
    recovery: 'fix-input',
    message: 'There is nothing here under this id, or you may not see it.',
  },
  conflict: {
    status: 409,
    recovery: 'fix-input',
    message: 'This does not fit the present state. Reload and try again.',
  },
  too_many_requests: { status: 429, recovery: 'retry', message: 'Too many requests. Wait a little and try again.' },
  request_too_large: {
    status: 413,
    recovery: 'fix-input',
    message: 'The request is larger than we accept.',
  },
  unsupported_media_type: {
    status: 415,
    recovery: 'fix-input',
    message: 'Send the body as JSON, with "Content-Type: application/json".',
  },
  cross_site_request: {
    status: 403,
    recovery: 'fix-input',
    message: 'This request came from another site, so it was not carried out. Use Rollcall at its own address.',
  },
  sign_in_failed: {
    status: 401,
    recovery: 'fix-input',
    message: 'The e-mail or the password is not right.',
  },
  sign_in_expired: {
    status: 401,
    recovery: 'fix-input',
    message: 'This took too long. Begin with e-mail and password again.',
  },
  second_factor_wrong: {
    status: 401,
    recovery: 'fix-input',
    message:
      'This code is not right, or was used already. Take the next one that your app shows, or one of your backup codes.',
  },
  passkey_refused: {
    status: 401,
    recovery: 'fix-input',
    message: 'This passkey was not accepted. Use another way to sign in.',
  },
  proof_wrong: {
    status: 403,
    recovery: 'fix-input',
    message: 'This is not right, so nothing was done.',
  },
  link_invalid: {
    status: 410,
    recovery: 'fix-input',
    message: 'This link is no longer good: it was used, withdrawn, or has expired. Ask for a new one.',
  },
  beyond_rights: {
    status: 403,
    recovery: 'fix-input',
    message: 'This reaches beyond what you may do yourself. Ask an owner of this Rollcall.',
  },
  last_owner: {
    status: 409,
    recovery: 'fix-input',
    message: 'This is the last owner. Make somebody else an owner first.',
  },
  own_user: {
    status: 409,
    recovery: 'fix-input',
    message: 'Nobody shuts themself out. Ask another admin of this Rollcall.',
  },
  role_in_use: {
    status: 409,
    recovery: 'fix-input',
    message: 'Somebody has this role, is invited to it, or would get it at sign-in. Give them another one first.',
  },
  role_name_taken: {
    status: 409,
    recovery: 'fix-input',
    message: 'There is a role with this name already. Choose another name.',
  },
  user_exists: {
    status: 409,
    recovery: 'fix-input',
    message: 'There is a user, or an open invitation, with this e-mail already.',
  },
  provider_refused: {
    status: 403,
    recovery: 'fix-input',
    message: 'You are known there, but not invited here. Ask an admin of this Rollcall to invite you.',
  },
  provider_failed: {
    status: 502,
    recovery: 'fix-input',
    message: 'The sign-in at the provider did not end well. Begin again; if it stays so, its settings need a look.',
  },
  provider_exists: {
    status: 409,
    recovery: 'fix-input',
    message: 'There is a sign-in provider with this issuer already.',
  },
  query_too_slow: {
    status: 503,
    recovery: 'fix-input',
    message: 'This takes too long to find. Ask for less, or filter more.',
  },
  setup_code_wrong: {
    status: 403,
    recovery: 'fix-input',
    message: 'This set-up code is not right. It is printed where Rollcall was started.',
  },
  setup_done: { status: 409, recovery: 'fix-input', message: 'Rollcall is set up already. Sign in instead.' },
  internal: {
    status: 500,
    recovery: 'abort',
    message: 'Something went wrong on our side. The log has the details under this request id.',
  },

  // Connections and mapping
  name_taken: {
    status: 409,
    recovery: 'fix-input',
    message: 'A connection with this name exists already. Choose another name.',
  },
  connector_unknown: {
    status: 400,
    recovery: 'fix-input',
    message: 'There is no connector with this id. `rollcall connectors` lists them.',
  },
  file_unreadable: {
    status: 400,
    recovery: 'fix-input',
    message: 'The file cannot be read as a list of users.',
  },
  connector_in_use: {
    status: 409,
    recovery: 'fix-input',
    message: 'This connector is used by a connection. Remove the connection first.',
  },
  credential_invalid: {
    status: 400,
    recovery: 'fix-input',
    message: 'The credential lacks a field or has one that the connector does not know.',
  },
  credential_in_use: {
    status: 409,
    recovery: 'fix-input',
    message: 'This credential is used by a connection. Disconnect it first.',
  },
  credential_host_changed: {
    status: 409,
    recovery: 'reconnect',
    message: 'The credential was stored for other hosts. Enter it again for the new ones.',
  },
  credential_not_authorised: {
    status: 409,
    recovery: 'reconnect',
    message: 'Nobody has given consent at the vendor yet. Open the connection and choose Authorise.',
  },
  credential_reconnect: {
    status: 409,
    recovery: 'reconnect',
    message: 'The vendor has ended this authorisation. Authorise the connection again; everything that was read stays.',
  },
  authorisation_denied: {
    status: 409,
    recovery: 'fix-input',
    message: 'Consent was not given at the vendor. Nothing was changed; begin again when you are ready.',
  },
  authorisation_state_wrong: {
    status: 400,
    recovery: 'fix-input',
    message: 'This answer does not belong to the authorisation that was begun here. Begin again from Rollcall.',
  },
  authorisation_issuer_wrong: {
    status: 400,
    recovery: 'fix-input',
    message:
      'The answer names another authorisation server than the one that was asked, so nothing was sent to it. Check the addresses and the issuer of this credential.',
  },
  authorisation_refused: {
    status: 409,
    recovery: 'fix-input',
    message:
      'The vendor did not complete the authorisation. Begin again; if it happens once more, check the client id, the client secret and the callback address that are registered there.',
  },
  mapping_invalid: {
    status: 400,
    recovery: 'fix-input',
    message: 'The mapping is not complete. The fields say what is missing.',
  },
  connection_draft: {
    status: 409,
    recovery: 'fix-input',
    message: 'This connection is a draft. Complete its mapping and launch it first.',
  },
  connection_disconnected: {
    status: 409,
    recovery: 'reconnect',
    message: 'This connection is disconnected. Reconnect it first.',
  },
  connection_expired: {
    status: 409,
    recovery: 'reconnect',
    message: 'The vendor no longer accepts the credential of this connection. Reconnect it.',
  },
  tenant_changed: {
    status: 409,
    recovery: 'reconnect',
    message: 'The credential now opens another vendor account than before. Nothing was read from it.',
  },
  surface_changed: {
    status: 409,
    recovery: 'fix-input',
    message:
      'This way to sign in reads another interface of the vendor, whose accounts have other ids. Add a new connection for it.',
  },
  connection_paused: {
    status: 409,
    recovery: 'fix-input',
    message: 'This connection is paused, so nothing is read. Resume it first.',
  },
  tenant_connected: {
    status: 409,
    recovery: 'fix-input',
    message: 'Another connection reads this vendor account already.',
  },
  scopes_changed: {
    status: 409,
    recovery: 'fix-input',
    message:
      'The new credential may do something else than the old one. Nothing was changed; look at the difference first.',
  },
  removal_final: {
    status: 409,
    recovery: 'abort',
    message: 'The seven days in which this removal could be taken back are over. Its data is being erased.',
  },
  sync_running: { status: 409, recovery: 'retry', message: 'A sync of this connection is running already.' },
  sync_not_held: {
    status: 409,
    recovery: 'fix-input',
    message: 'This sync is not held, so there is nothing to approve or discard.',
  },
  sync_not_undoable: {
    status: 409,
    recovery: 'fix-input',
    message: 'Only the newest applied sync of a connection can be undone.',
  },
  sync_finished: { status: 409, recovery: 'fix-input', message: 'This sync has ended already.' },
  sync_cancelled: {
    status: 409,
    recovery: 'abort',
    message: 'The sync was cancelled. What it had applied before stays; nothing more is applied.',
  },
  sync_fenced: { status: 409, recovery: 'abort', message: 'Another worker has taken over this sync.' },

  // Authorising in the browser, and requests to co-workers
  authorisation_state_missing: {
    status: 400,
    recovery: 'reconnect',
    message: 'The answer does not say which authorisation it belongs to, so it was not used. Begin again in Rollcall.',
  },
  authorisation_unknown: {
    status: 400,
    recovery: 'reconnect',
    message: 'This answer belongs to no authorisation that was begun here. Begin again in Rollcall.',
  },
  authorisation_other_browser: {
    status: 403,
    recovery: 'reconnect',
    message: 'This authorisation was begun in another browser. Finish it there, or begin again in this one.',
  },
  authorisation_replayed: {
    status: 409,
    recovery: 'reconnect',
    message:
      'This answer was used before; it counts once. Look at the connection, and begin again if it is not connected.',
  },
  authorisation_expired: {
    status: 410,
    recovery: 'reconnect',
    message: 'This took longer than ten minutes, so the authorisation has ended. Begin again in Rollcall.',
  },
  authorisation_provider_mismatch: {
    status: 400,
    recovery: 'reconnect',
    message:
      'The answer came from another vendor than the one that was asked. It was not used. Begin again in Rollcall.',
  },
  scopes_missing: {
    status: 409,
    recovery: 'reconnect',
    message:
      'The vendor granted less than this connection cannot do without. Authorise again and allow every required scope.',
  },
  request_link_invalid: {
    status: 404,
    recovery: 'fix-input',
    message: 'This link is not valid. It may have been cut off, or a newer mail has replaced it.',
  },
  request_page_ended: {
    status: 401,
    recovery: 'fix-input',
    message: 'This page has ended. Open the link from the mail again.',
  },
  request_expired: {
    status: 410,
    recovery: 'fix-input',
    message: 'This request has expired. Ask the person who sent it to send it again.',
  },
  request_revoked: {
    status: 410,
    recovery: 'fix-input',
    message: 'This request was taken back by the person who sent it.',
  },
  request_used: {
    status: 409,
    recovery: 'fix-input',
    message: 'This request has been fulfilled already. There is nothing left to do.',
  },
  request_busy: {
    status: 409,
    recovery: 'retry',
    message: 'This request is being answered in another window at this moment.',
  },
  request_state: {
    status: 409,
    recovery: 'fix-input',
    message: 'This does not fit the present state of the request. Reload to see it.',
  },
  preset_client_missing: {
    status: 409,
    recovery: 'fix-input',
    message: 'No OAuth client is saved for this connector. Save one, or enter one with the connection.',
  },

  // Mail
  mail_later: {
    status: 503,
    recovery: 'retry',
    message: 'The mail server could not take this mail yet. It is tried again by itself.',
  },
  mail_refused: {
    status: 502,
    recovery: 'fix-input',
    message: 'The mail server refused this mail for good. Check the address.',
  },
  mail_given_up: {
    status: 502,
    recovery: 'fix-input',
    message: 'The mail server did not take this mail in two days. Mend SMTP_URL or the server, then send it again.',
  },
  mail_too_late: {
    status: 409,
    recovery: 'fix-input',
    message: 'It waited for a mail server for more than three days, so it was not sent by itself.',
  },
  mail_gone: {
    status: 409,
    recovery: 'fix-input',
    message: 'The text of this mail is erased: it was delivered. Have it written anew where it came from.',
  },
  mail_is_sent: {
    status: 409,
    recovery: 'fix-input',
    message: 'There is a mail server, so mails go to their readers and to nobody else. Send this one again instead.',
  },

  // Vendors
  vendor_unauthorized: {
    status: 409,
    recovery: 'reconnect',
    message: 'The vendor refused the credential. Replace it and reconnect.',
  },
  vendor_forbidden: {
    status: 409,
    recovery: 'reconnect',
    message: 'The vendor says that the credential lacks a permission that this connection needs.',
  },
  vendor_mfa_required: {
    status: 409,
    recovery: 'reconnect',
    message: 'The vendor asks the account of this connection for a second factor, which a program cannot give.',
  },
  vendor_terms_pending: {
    status: 409,
    recovery: 'reconnect',
    message: 'The vendor waits until somebody accepts its terms with the account of this connection.',
  },
  vendor_not_found: {
    status: 502,
    recovery: 'fix-input',
    message: 'The vendor has nothing at this address. Check the base URL and the domain.',
  },
  vendor_bad_request: { status: 502, recovery: 'abort', message: 'The vendor refused our request as malformed.' },
  vendor_rate_limited: {
    status: 503,
    recovery: 'retry',
    message: 'The vendor asked us to slow down. We will try again by ourselves.',
  },
  vendor_unavailable: {
    status: 503,
    recovery: 'retry',
    message: 'The vendor did not answer, or answered with an error of its own. We will try again by ourselves.',
  },
  vendor_timeout: {
    status: 503,
    recovery: 'retry',
    message: 'The vendor took too long to answer. We will try again by ourselves.',
  },
  vendor_certificate_invalid: {
    status: 502,
    recovery: 'fix-input',
    message:
      'The certificate at this address is not valid, or comes from an authority that this machine does not trust. For an authority of your own, set NODE_EXTRA_CA_CERTS.',
  },
  vendor_bad_response: {
    status: 502,
    recovery: 'abort',
    message: 'The vendor answered with something that is not the list we asked for. Nothing was changed.',
  },
  vendor_too_large: {
    status: 502,
    recovery: 'abort',
    message: 'The vendor sent more data in one answer than we accept. Nothing was changed.',
  },
  vendor_record_invalid: {
    status: 502,
    recovery: 'skip-record',
    message: 'The vendor sent a record that we could not read.',
  },
  vendor_records_invalid: {
    status: 502,
    recovery: 'abort',
    message: 'Too many of the records on one page could not be read. Nothing was changed.',
  },
  vendor_cursor_loop: {
    status: 502,
    recovery: 'abort',
    message: 'The vendor keeps sending pages without anything new. Nothing was marked missing.',
  },
  vendor_plan_required: {
    status: 409,
    recovery: 'fix-input',
    message: "The vendor offers this only on a higher plan than this account's.",
  },

  // Actions at a vendor
  action_unknown: {
    status: 404,
    recovery: 'fix-input',
    message:
      'This connection has no such action. Its connector, or the way in which it is authorised, does not offer it.',
  },
  action_protected: {
    status: 409,
    recovery: 'abort',
    message:
      'This is the account that Rollcall itself works with in this app. Nothing was changed: without it the connection would end. Give the connection another account first.',
  },
  action_target_missing: {
    status: 409,
    recovery: 'fix-input',
    message:
      'The app does not have this account or group (any more). Nothing was changed. Sync the connection and look again.',
  },
  action_refused: {
    status: 409,
    recovery: 'fix-input',
    message: 'The app refused to do this. Nothing was changed.',
  },

  // Egress
  egress_blocked: {
    status: 400,
    recovery: 'fix-input',
    message:
      'This address is private or reserved. If it is meant, the operator must allow its network in ROLLCALL_ALLOW_NETS.',
  },
  egress_url_invalid: { status: 400, recovery: 'fix-input', message: 'This is not a usable http or https address.' },
  egress_redirect: {
    status: 502,
    recovery: 'fix-input',
    message: 'The vendor redirected us to somewhere we do not follow. Check the base URL.',
  },

  // Vault and start
  root_key_wrong: {
    status: 500,
    recovery: 'abort',
    message: 'The root key does not open this vault. Start with the key that the credentials were stored under.',
  },
  secret_unreadable: {
    status: 500,
    recovery: 'reconnect',
    message: 'A stored credential could not be opened. Enter it again.',
  },
  port_taken: {
    status: 500,
    recovery: 'fix-input',
    message: 'The port is in use by another program. Stop it, or start with another PORT.',
  },
  disk_full: {
    status: 500,
    recovery: 'abort',
    message: 'There is no space left on the disk. Free some and start again.',
  },
  home_unwritable: {
    status: 500,
    recovery: 'fix-input',
    message: 'ROLLCALL_HOME cannot be written. Check that the folder exists and belongs to this user.',
  },
  home_in_use: {
    status: 500,
    recovery: 'fix-input',
    message: 'Another Rollcall is running on this ROLLCALL_HOME. Stop it, or start with another one.',
  },
  database_unreachable: {
    status: 503,
    recovery: 'retry',
    message: 'The database cannot be reached. Check DATABASE_URL and that PostgreSQL is running.',
  },
  database_too_old: {
    status: 500,
    recovery: 'fix-input',
    message: 'This PostgreSQL is too old. Rollcall needs 16 or newer.',
  },
  migration_newer: {
    status: 500,
    recovery: 'fix-input',
    message: 'The database was migrated by a newer Rollcall than this one. Start that version, or restore a backup.',
  },
  migration_changed: {
    status: 500,
    recovery: 'abort',
    message:
      'The migration files differ from those that this database was made with. Restore them as they were released.',
  },
} as const satisfies Record<string, ErrorSpec>

export type ErrorCode = keyof typeof ERRORS

/** One wrong field: `path` as in the body (`mapping.targets.email`), `message` public. */
export type FieldProblem = { path: string; message: string }

type Options = {
  /** For the log only; scalars, never a secret, a URL with a query, or a response body. */
  detail?: Record<string, string | number | boolean | null | undefined>
  /** Public: which fields are wrong and why. */
  fields?: FieldProblem[]
  /** Public: replaces the table's text where a more exact one helps; the same rules hold for it. */
  message?: string
  retryAfterMs?: number
  cause?: unknown
}

/** The one error class. A foreign error becomes `cause`; its own `code` is never ours. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly status: number
  readonly recovery: Recovery
  readonly detail: NonNullable<Options['detail']>
  readonly fields: FieldProblem[] | undefined
  readonly retryAfterMs: number | undefined

  constructor(code: ErrorCode, options: Options = {}) {
    super(options.message ?? ERRORS[code].message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.status = ERRORS[code].status
    this.recovery = ERRORS[code].recovery
    this.detail = options.detail ?? {}
    this.fields = options.fields
    this.retryAfterMs = options.retryAfterMs
  }
}

/** Wraps anything thrown; what is not ours becomes `internal` with the original as cause. */
export function toAppError(thrown: unknown): AppError {
  return thrown instanceof AppError ? thrown : new AppError('internal', { cause: thrown })
}

export function isAppError(thrown: unknown, ...codes: ErrorCode[]): thrown is AppError {
  return thrown instanceof AppError && (codes.length === 0 || codes.includes(thrown.code))
}

/** For what can never happen: becomes `internal` at the edge, and crashes the request, not the process. */
export function assert(condition: unknown, what: string): asserts condition {
  if (!condition) throw new AppError('internal', { detail: { invariant: what } })
}
