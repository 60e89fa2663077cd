import { errors } from 'undici'
import { AppError } from '#base/errors.ts'

const TIMEOUT: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: 'connect',
  UND_ERR_HEADERS_TIMEOUT: 'headers',
  UND_ERR_BODY_TIMEOUT: 'body',
  ETIMEDOUT: 'connect',
}

// OpenSSL's verification results as Node names them (tls, "X509 certificate error codes"), and the wrong host name.
const CERTIFICATE =
  /^(CERT_|ERR_TLS_CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/

function codeOf(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

/**
 * What a failed exchange means for the caller. The original goes along as cause: undici's errors hold addresses and
 * ports, but no request headers. The parser's errors hold what was received, so they stay behind.
 */
export function toEgressError(thrown: unknown, host: string): AppError {
  if (thrown instanceof AppError) return thrown
  const code = codeOf(thrown)
  // Asking again brings the same. undici 8.12 gives most parser errors no code, so the class decides.
  if (thrown instanceof errors.HTTPParserError || thrown instanceof errors.HeadersOverflowError) {
    return new AppError('vendor_bad_response', { detail: { host, why: 'not http' } })
  }
  const options = { detail: { host, code }, cause: thrown }
  if (code === undefined || code === 'UND_ERR_INVALID_ARG') return new AppError('internal', options)
  const stage = TIMEOUT[code]
  if (stage !== undefined) return new AppError('vendor_timeout', { ...options, detail: { host, code, stage } })
  if (CERTIFICATE.test(code)) return new AppError('vendor_certificate_invalid', options)
  return new AppError('vendor_unavailable', options)
}
