import { inspect } from 'node:util'

/**
 * A value that must not be seen: every way of turning it into text shows `[secret]`. Only `reveal` gives it out, so
 * that one search finds all places that do.
 */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}

// Names under which secrets travel in headers, forms, queries and our own bodies.
const SECRET_NAME =
  /(authorization|cookie|token|secret|password|passwd|api[-_]?key|private[-_]?key|credential|session|code_verifier|client_assertion|set-cookie)/i

const MAX_DEPTH = 6

/**
 * A copy that may be logged: fields with a secret's name are hidden at every depth, errors keep only their name, code,
 * message and stack, and long texts are cut. pino's own redaction reaches one level only, so it is not used.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (value === null || typeof value !== 'object') return typeof value === 'string' ? redactText(value) : value
  if (value instanceof Secret) return '[secret]'
  if (depth >= MAX_DEPTH) return '[deep]'
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Error) {
    const { name, message, stack, cause } = value
    const own = value as { code?: unknown; detail?: unknown }
    return {
      name,
      message: redactText(message),
      ...(own.code === undefined ? {} : { code: own.code }),
      ...(own.detail === undefined ? {} : { detail: redact(own.detail, depth + 1) }),
      ...(stack === undefined ? {} : { stack: redactText(stack) }),
      ...(cause === undefined ? {} : { cause: redact(cause, depth + 1) }),
    }
  }
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => redact(item, depth + 1))
  if (Buffer.isBuffer(value) || ArrayBuffer.isView(value)) return '[bytes]'
  const copy: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value))
    copy[key] =
      SECRET_NAME.test(key) && item !== null && typeof item !== 'boolean' && typeof item !== 'number'
        ? '[secret]'
        : redact(item, depth + 1)
  return copy
}

const BEARER = /\b(bearer|basic|bearer:)\s+[\w\-.~+/=:]{6,}/gi
const QUERY_SECRET = /([?&](?:[\w-]*(?:token|secret|password|key|code|signature))=)[^&\s"']+/gi
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+@/gi

/** Hides what looks like a secret inside free text: authorization values, secret query parameters, URL passwords. */
export function redactText(text: string): string {
  const cut = text.length > 4000 ? `${text.slice(0, 4000)}…` : text
  return cut.replace(BEARER, '$1 [secret]').replace(QUERY_SECRET, '$1[secret]').replace(URL_PASSWORD, '$1[secret]@')
}
