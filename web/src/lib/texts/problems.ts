/** What a person can do about a sync that failed, by the problem's code; those not named have their message only. */
export const REMEDIES: Readonly<Record<string, string>> = {
  vendor_unauthorized: 'Make a new token or key at the vendor, then reconnect the connection with it.',
  vendor_forbidden: 'Give the credential the missing permission at the vendor, or reconnect with another one.',
  connection_expired: 'Reconnect the connection.',
  tenant_changed: 'Reconnect with a credential of the same vendor account, or add a new connection for the other one.',
  vendor_not_found: 'Check the address under Settings of the connection.',
  vendor_rate_limited: 'Nothing to do: the next run goes on by itself.',
  vendor_unavailable: 'Nothing to do: the next run goes on by itself. If it lasts, look at the vendor’s status page.',
  vendor_timeout: 'Nothing to do: the next run goes on by itself.',
  vendor_bad_response: 'Run it again. If it fails the same way, check that the address is the API and not a web page.',
  vendor_records_invalid: 'Look at the issues below: they name the records that could not be read.',
  vendor_plan_required: 'Ask the vendor which plan includes this, or leave this list out.',
  mapping_invalid: 'Complete the mapping of the connection.',
  egress_blocked: 'If the address is meant, the operator allows its network in ROLLCALL_ALLOW_NETS.',
  secret_unreadable: 'Reconnect: the stored credential must be entered again.',
}
