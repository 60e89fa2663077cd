import { AppError } from '#base/errors.ts'
import { Secret } from '#base/redact.ts'
import { isIP } from 'node:net'
import { z } from 'zod'

/** Where mails are handed over, and under which name. */
export type SmtpServer = {
  host: string
  port: number
  /**
   * `implicit` from the first byte (smtps), `required` by STARTTLS before anything is said, `offered` by STARTTLS where
   * the server has it, `none` never.
   */
  tls: 'implicit' | 'required' | 'offered' | 'none'
  user: string | undefined
  password: Secret | undefined
  /** The address that mails come from. */
  from: string
}

const FORM =
  'SMTP_URL must look like smtp://user:password@mail.example.com:587?from=rollcall@example.com, or smtps://….'
const TLS = ['required', 'offered', 'none'] as const

/**
 * Reads SMTP_URL. `from` is the sender's address: by default the user, if that is an address, else `rollcall@` and the
 * host of Rollcall's own address. A password is sent over TLS only, unless the server is this machine or the URL says
 * `tls=none`.
 *
 * Throws `invalid_input` with a sentence that names what is wrong, never a part of the URL that may be the password.
 */
export function readSmtpUrl(text: string, publicUrl: string): SmtpServer {
  if (!/^smtps?:\/\/./.test(text)) throw wrong('SMTP_URL must begin with smtp:// or smtps://.')
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw wrong(`${FORM} A user or password with one of @ : / ? # % in it must be percent-encoded.`)
  }
  const implicit = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (host === '' || (url.pathname !== '' && url.pathname !== '/') || url.hash !== '') throw wrong(FORM)
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'from' && name !== 'tls')
  if (unknown !== undefined) throw wrong('SMTP_URL takes the parameters from and tls, and no others.')
  const user = decoded(url.username)
  const password = decoded(url.password)
  if ((user === undefined) !== (password === undefined)) {
    throw wrong('SMTP_URL has a user without a password, or the other way round.')
  }
  const asked = url.searchParams.get('tls')
  if (asked !== null && (implicit || !TLS.some((one) => one === asked))) {
    throw wrong('The tls of SMTP_URL is required, offered or none, and only for smtp://; smtps:// always uses TLS.')
  }
  const from = url.searchParams.get('from') ?? defaultSender(user, publicUrl)
  if (!isAddress(from)) throw wrong('The from of SMTP_URL is not an e-mail address.')
  return {
    host,
    port: url.port === '' ? (implicit ? 465 : 587) : Number(url.port),
    tls: implicit ? 'implicit' : ((asked as SmtpServer['tls'] | null) ?? defaultTls(user, host)),
    user,
    password: password === undefined ? undefined : new Secret(password),
    from,
  }
}

function defaultTls(user: string | undefined, host: string): SmtpServer['tls'] {
  return user === undefined || isLoopback(host) ? 'offered' : 'required'
}

function defaultSender(user: string | undefined, publicUrl: string): string {
  if (user !== undefined && isAddress(user)) return user
  const { hostname } = new URL(publicUrl)
  return `rollcall@${hostname.includes('.') && isIP(hostname.replaceAll(/[[\]]/g, '')) === 0 ? hostname : 'rollcall.invalid'}`
}

const isAddress = (text: string) => z.email().safeParse(text).success
const isLoopback = (host: string) =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

function decoded(part: string): string | undefined {
  if (part === '') return undefined
  try {
    return decodeURIComponent(part)
  } catch {
    throw wrong('A % in the user or password of SMTP_URL must be written as %25.')
  }
}

function wrong(message: string): AppError {
  return new AppError('invalid_input', { message, fields: [{ path: 'SMTP_URL', message }] })
}
