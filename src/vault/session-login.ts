import { AppError } from '#base/errors.ts'
import { parseJson } from '#base/json.ts'
import { Secret } from '#base/redact.ts'
import type { Egress, EgressResponse } from '#egress/client.ts'
import { statusError } from '#egress/status-error.ts'
import type { SessionScheme } from '#kit/auth.ts'
import type { OpenCredential } from './credentials.ts'
import { fieldOf, optionalField } from './fields.ts'
import { headerFrom, spaced, tokenStamp, type Stamp } from './stamp.ts'
import { TOKEN_LIMITS, type TokenGrant } from './token-answer.ts'

/** Statuses that refuse a user name or a password; vendors differ. */
const REFUSALS = new Set([400, 401, 403, 422])

/** The cookies of a response, as the next request sends them. Several `Set-Cookie` come as one text with commas between. */
function cookiesOf({ headers }: EgressResponse): string {
  const kept = new Map<string, string>()
  // A comma before `name=` begins another cookie; the one inside a date does not.
  for (const text of (headers['set-cookie'] ?? '').split(/,(?=\s*[\w!#$%&'*+.^`|~-]+=)/)) {
    const [pair = '', ...attributes] = text.split(';').map((part) => part.trim())
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+)=([\x21-\x2b\x2d-\x3a\x3c-\x7e]*)$/.exec(pair) ?? []
    if (name === undefined || value === undefined) continue
    const isDeleted = value === '' || attributes.some((attribute) => /^max-age=\s*(?:0|-\d+)$/i.test(attribute))
    if (isDeleted) kept.delete(name)
    else kept.set(name, value)
  }
  return [...kept].map(([name, value]) => `${name}=${value}`).join('; ')
}

function tokenAt(response: EgressResponse, path: string): string {
  let value: unknown = parseJson(response)
  for (const name of path.split('.')) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** How a session gets onto a request. */
export function sessionStamp(scheme: SessionScheme, credential: OpenCredential): (session: Secret) => Stamp {
  const path = optionalField(credential, scheme.tokenPathField) ?? scheme.tokenPath
  if (path === undefined) return (session) => tokenStamp('', session.reveal(), 'cookie')
  const header = headerFrom(credential, scheme.headerField)
  const typed = optionalField(credential, scheme.prefixField)
  const prefix = typed === undefined ? (header === undefined ? scheme.prefix : '') : spaced(typed)
  return (session) => tokenStamp(prefix, session.reveal(), header ?? scheme.header)
}

/**
 * Signs in with user name and password. The session is kept and shared like an access token, and this is done again when
 * the vendor refuses it.
 *
 * @param url where the sign-in form is posted to.
 * @throws `vendor_unauthorized` when the vendor refuses them or gives no session, else what egress and `statusError` throw.
 */
export async function logIn(
  egress: Egress,
  scheme: SessionScheme,
  credential: OpenCredential,
  url: URL,
): Promise<TokenGrant> {
  const name = (field: string | undefined, usual: string) => optionalField(credential, field) ?? usual
  const form = {
    [name(scheme.usernameParamField, scheme.usernameParam)]: fieldOf(credential, scheme.usernameField),
    [name(scheme.passwordParamField, scheme.passwordParam)]: fieldOf(credential, scheme.passwordField),
  }
  const isJson = name(scheme.bodyField, scheme.body) === 'json'
  const response = await egress.request({
    method: 'POST',
    url,
    headers: { 'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded' },
    body: isJson ? JSON.stringify(form) : new URLSearchParams(form).toString(),
    // A form that was accepted often leads to a page, which is of no interest; the cookie comes before it.
    followRedirects: false,
    ...TOKEN_LIMITS,
  })
  const { status } = response
  const refused = (why: string) =>
    new AppError('vendor_unauthorized', {
      message: 'The vendor did not sign in with this user name and password.',
      detail: { status, why },
    })
  if (REFUSALS.has(status)) throw refused('status')
  if (status >= 400 || status === 304) throw statusError(response)
  const path = optionalField(credential, scheme.tokenPathField) ?? scheme.tokenPath
  const session = path === undefined ? cookiesOf(response) : status <= 299 ? tokenAt(response, path) : ''
  if (!/^[\x21-\x7e][\x20-\x7e]*$/.test(session)) throw refused('no session')
  return { accessToken: new Secret(session), usableMs: null, refreshToken: null, refreshEndsMs: null, scopes: null }
}
