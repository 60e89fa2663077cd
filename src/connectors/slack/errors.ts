import { AppError, type ErrorCode } from '#base/errors.ts'
import type { Scope } from '#kit/define.ts'
import { missingScopes } from '#kit/scopes.ts'

/** Slack answers 200 with `{"ok": false, "error": …}`. What is not listed here says nothing that we could act upon. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  not_authed: 'vendor_unauthorized',
  invalid_auth: 'vendor_unauthorized',
  token_expired: 'vendor_unauthorized',
  token_revoked: 'vendor_unauthorized',
  account_inactive: 'vendor_unauthorized',
  org_login_required: 'vendor_unauthorized',
  two_factor_setup_required: 'vendor_mfa_required',

  missing_scope: 'vendor_forbidden',
  no_permission: 'vendor_forbidden',
  not_allowed_token_type: 'vendor_forbidden',
  is_bot: 'vendor_forbidden',
  access_denied: 'vendor_forbidden',
  ekm_access_denied: 'vendor_forbidden',
  accesslimited: 'vendor_forbidden',
  user_not_visible: 'vendor_forbidden',
  enterprise_is_restricted: 'vendor_forbidden',
  team_access_not_granted: 'vendor_forbidden',

  plan_upgrade_required: 'vendor_plan_required',
  paid_only: 'vendor_plan_required',
  paid_teams_only: 'vendor_plan_required',
  feature_not_enabled: 'vendor_plan_required',

  user_not_found: 'vendor_not_found',
  users_not_found: 'vendor_not_found',
  team_not_found: 'vendor_not_found',

  // An expired cursor is refused like a wrong one.
  invalid_cursor: 'vendor_bad_request',
  invalid_limit: 'vendor_bad_request',
  limit_required: 'vendor_bad_request',
  invalid_team_id: 'vendor_bad_request',
  over_pagination_limit: 'vendor_bad_request',
  invalid_arguments: 'vendor_bad_request',
  invalid_arg_name: 'vendor_bad_request',
  missing_argument: 'vendor_bad_request',
  method_deprecated: 'vendor_bad_request',
  deprecated_endpoint: 'vendor_bad_request',
  unknown_method: 'vendor_bad_request',

  ratelimited: 'vendor_rate_limited',
  rate_limited: 'vendor_rate_limited',

  fatal_error: 'vendor_unavailable',
  internal_error: 'vendor_unavailable',
  service_unavailable: 'vendor_unavailable',
  request_timeout: 'vendor_unavailable',
  team_added_to_org: 'vendor_unavailable',
}

/** What Slack asks for when it names no time; its limits are per minute. */
const DEFAULT_WAIT_MS = 60_000

/**
 * Slack's own way of failing; null when the body says `ok`.
 *
 * @param scopes the connector's, the only ones that a message may name.
 */
export function slackFailure(
  body: unknown,
  headers: Readonly<Record<string, string>>,
  scopes: readonly Scope[],
): AppError | null {
  const { ok, error, needed } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  if (ok === true) return null
  const known = typeof error === 'string' && Object.hasOwn(CODES, error) ? error : undefined
  const code = known === undefined ? 'vendor_bad_response' : CODES[known]!
  if (known === 'missing_scope') {
    const missing = String(needed)
      .split(',')
      .filter((scope) => scopes.some(({ id }) => id === scope))
    if (missing.length > 0) return missingScopes('Slack', missing)
  }
  const seconds = Number(headers['retry-after'])
  return new AppError(code, {
    detail: { error: known ?? 'an error that we do not know' },
    ...(code === 'vendor_rate_limited' ? { retryAfterMs: seconds > 0 ? seconds * 1_000 : DEFAULT_WAIT_MS } : {}),
  })
}
