import type { ErrorCode } from '#base/errors.ts'

/** What kind of thing is wrong, which decides what to do and who can do it (F75). */
export type ProblemClass =
  | 'insufficient_permission'
  | 'invalid_credentials'
  | 'mfa'
  | 'terms'
  | 'temporary'
  | 'other_account'
  | 'plan'
  | 'address'
  | 'other'

export type Helper = { kind: 'credential_owner' | 'contact' | 'vendor_admin' | 'rollcall_admin'; name: string | null }

export type ConnectionProblem = {
  class: ProblemClass
  code: string
  message: string
  whatToDo: string
  whoCan: Helper[]
}

const CLASS_OF: Readonly<Partial<Record<ErrorCode, ProblemClass>>> = {
  vendor_forbidden: 'insufficient_permission',
  vendor_unauthorized: 'invalid_credentials',
  connection_expired: 'invalid_credentials',
  credential_invalid: 'invalid_credentials',
  credential_host_changed: 'invalid_credentials',
  secret_unreadable: 'invalid_credentials',
  vendor_mfa_required: 'mfa',
  vendor_terms_pending: 'terms',
  vendor_rate_limited: 'temporary',
  vendor_unavailable: 'temporary',
  vendor_timeout: 'temporary',
  tenant_changed: 'other_account',
  tenant_connected: 'other_account',
  vendor_plan_required: 'plan',
  vendor_not_found: 'address',
  vendor_certificate_invalid: 'address',
  egress_blocked: 'address',
  egress_url_invalid: 'address',
  egress_redirect: 'address',
}

type Advice = { whatToDo: string; who: readonly Helper['kind'][] }

const ADVICE: Readonly<Record<ProblemClass, Advice>> = {
  insufficient_permission: {
    whatToDo:
      'Give the credential the missing permission at the vendor, then reconnect. The scopes of this connection say which one is missing and what it serves.',
    who: ['vendor_admin', 'credential_owner', 'contact'],
  },
  invalid_credentials: {
    whatToDo:
      'Enter a credential that works and reconnect. If the old one was revoked on purpose, another admin of the same vendor account may give theirs.',
    who: ['credential_owner', 'contact', 'vendor_admin'],
  },
  mfa: {
    whatToDo:
      'The vendor asks this account for a second factor, which a program cannot give. Use an API token, or an account that the vendor exempts from it, then reconnect.',
    who: ['credential_owner', 'vendor_admin'],
  },
  terms: {
    whatToDo:
      'The vendor waits until somebody accepts its terms. Sign in at the vendor with the account of this connection, accept them, then test the connection here.',
    who: ['credential_owner', 'vendor_admin'],
  },
  temporary: {
    whatToDo: 'Nothing. Rollcall tries again by itself; look again if it still says so tomorrow.',
    who: [],
  },
  other_account: {
    whatToDo:
      'Reconnect with a credential of the vendor account that this connection belongs to. For another account, add a connection of its own.',
    who: ['credential_owner', 'contact', 'vendor_admin'],
  },
  plan: {
    whatToDo: 'The vendor offers this on a higher plan. Change the plan, or read less with this connection.',
    who: ['vendor_admin', 'contact'],
  },
  address: {
    whatToDo: 'Check the addresses in the settings of this connection, then test it.',
    who: ['contact', 'rollcall_admin'],
  },
  other: {
    whatToDo: 'Run it again. If it stays so, the log has the details under the id of the sync.',
    who: ['contact', 'rollcall_admin'],
  },
}

export function classOf(code: string): ProblemClass {
  return (Object.hasOwn(CLASS_OF, code) ? CLASS_OF[code as ErrorCode] : undefined) ?? 'other'
}

/**
 * What is wrong with a connection, what to do about it and who can; null when nothing is.
 *
 * @param owner who entered the credential, when that is known.
 */
export function problemOf(
  {
    error,
    contacts,
    appName,
  }: { error: { code: string; message: string } | null; contacts: string[]; appName: string },
  owner: string | null,
): ConnectionProblem | null {
  if (!error) return null
  const kind = classOf(error.code)
  const { whatToDo, who } = ADVICE[kind]
  const people: Record<Helper['kind'], (string | null)[]> = {
    credential_owner: owner === null ? [] : [owner],
    contact: contacts,
    vendor_admin: [appName],
    rollcall_admin: [null],
  }
  const whoCan = who.flatMap((one) => people[one].map((name): Helper => ({ kind: one, name })))
  return { class: kind, ...error, whatToDo, whoCan }
}
