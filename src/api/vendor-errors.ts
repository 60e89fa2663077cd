import type { ErrorCode } from '#base/errors.ts'

/** What any call to a vendor can end in. */
export const VENDOR_ERRORS = [
  'vendor_unauthorized',
  'vendor_forbidden',
  'vendor_not_found',
  'vendor_bad_request',
  'vendor_rate_limited',
  'vendor_unavailable',
  'vendor_timeout',
  'vendor_certificate_invalid',
  'vendor_bad_response',
  'vendor_too_large',
  'vendor_record_invalid',
  'vendor_records_invalid',
  'vendor_plan_required',
  'egress_blocked',
  'egress_url_invalid',
  'egress_redirect',
  'secret_unreadable',
  'credential_not_authorised',
  'credential_reconnect',
] as const satisfies readonly ErrorCode[]
