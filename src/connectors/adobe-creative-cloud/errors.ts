import { AppError, isAppError } from '#base/errors.ts'
import type { VendorClient, VendorRefusal } from '#kit/define.ts'

/** What Adobe says of a command that it did not carry out, in our words. */
const COMMANDS: Readonly<Record<string, string>> = {
  'error.user.already_in_org': 'Adobe says that the person is in the organisation already.',
  'error.user.already_invited': 'Adobe says that the person has been invited already.',
  'error.user.belongs_to_another_org': 'Adobe says that this address belongs to another organisation.',
  'error.user.nonexistent': 'Adobe does not know anybody with this address.',
  'error.user.email.invalid': 'Adobe does not take this address.',
  'error.user.domain_enforcement':
    'Your organisation does not allow Adobe IDs of this domain. Choose a federated or an enterprise ID.',
  'error.domain.trust.nonexistent':
    'Your organisation has not claimed the domain of this address. Claim it in the Admin Console, or choose an Adobe ID.',
  'error.country.invalid': 'Adobe does not know this country. It is two capital letters, such as DE.',
  'error.group.not_found': 'Adobe has no group or product profile of this name any more.',
}

/**
 * Adobe's way of failing inside a 200: `result` is the key of an error, or says that commands were not carried out. A page
 * behind the last one is none.
 */
export function adobeFailure(body: unknown): AppError | null {
  const answer = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const { result, users, groups, completed, errors } = answer
  if (typeof result !== 'string' || users !== undefined || groups !== undefined) return null
  if (typeof completed === 'number' && (result === 'error' || result === 'partial')) return commandFailure(errors)
  if (!result.startsWith('error')) return null
  return failureOf(result) ?? new AppError('vendor_bad_response', { detail: { why: 'an error with status 200' } })
}

function failureOf(key: string): AppError | null {
  if (key.startsWith('error.throttled')) return new AppError('vendor_rate_limited', { detail: { why: 'throttled' } })
  if (key.startsWith('error.internal')) return new AppError('vendor_unavailable', { detail: { why: 'internal' } })
  return null
}

/** One command is sent at a time, so one error says all. */
function commandFailure(errors: unknown): AppError {
  const [first] = Array.isArray(errors) ? (errors as { errorCode?: unknown }[]) : []
  const key = typeof first?.errorCode === 'string' ? first.errorCode : ''
  const known = failureOf(key)
  if (known) return known
  const message = Object.hasOwn(COMMANDS, key) ? `${COMMANDS[key]!} Nothing was changed.` : undefined
  return new AppError('action_refused', {
    ...(message === undefined ? {} : { message }),
    detail: { why: message === undefined ? 'an error that we do not know' : key },
  })
}

/** What Adobe's refusals say beyond their status. */
export function adobeRefusal({ status, body }: VendorRefusal): AppError | null {
  const { result, error_code: code } = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >
  const detail = { status }
  if (status === 403 && (code === '403000' || result === 'error.apikey.invalid'))
    return new AppError('vendor_forbidden', {
      message:
        'Adobe does not let this project use the User Management API (scope "user_management_sdk"). In the Developer Console, open the project and choose Add API > Adobe Services > User Management API.',
      detail: { ...detail, why: 'api key' },
    })
  if (result === 'error.organization.invalid_id')
    return new AppError('vendor_bad_request', {
      message: 'Adobe does not know this organization ID. Copy it again from the Developer Console.',
      detail: { ...detail, why: 'organisation' },
    })
  if (result === 'error.organization.migrating')
    return new AppError('vendor_unavailable', {
      message: 'Adobe is moving this organisation to another storage and answers nothing meanwhile. Try again later.',
      detail: { ...detail, why: 'migrating' },
    })
  return null
}

/**
 * Says what a refused credential means, as far as can be told: the token endpoint refuses the client, or the retired form;
 * the API refuses a good token for another organisation.
 */
export function explainCredential(error: unknown, fields: VendorClient['fields']): never {
  if (!isAppError(error, 'vendor_unauthorized')) throw error
  const isToken = error.detail['stage'] === 'token'
  throw new AppError('vendor_unauthorized', {
    message: !isToken
      ? 'Adobe knows the client, but does not let it read this organisation. Check the organization ID: it must be the one that the project belongs to.'
      : fields?.['technicalAccountId'] === undefined
        ? 'Adobe refuses this client ID or client secret, or the project has no User Management API. Compare both with the Developer Console.'
        : 'Adobe refuses this Service Account (JWT), a form that it has ended: since 1 March 2026 none works any more. In the Developer Console, add "OAuth Server-to-Server" to the project and use that form here.',
    detail: error.detail,
    cause: error,
  })
}
