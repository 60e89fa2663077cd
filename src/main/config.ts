import { AppError, toAppError, type FieldProblem } from '#base/errors.ts'
import { Secret } from '#base/redact.ts'
import { readSmtpUrl, type SmtpServer } from '#mail/smtp-url.ts'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'

/** What the environment says (design §9). Nothing else reads it. */
export type Config = {
  host: string
  /** 0: any free port. */
  port: number
  /** Where people reach Rollcall, without a path. */
  publicUrl: string
  /** None: the embedded PostgreSQL of `home`. Holds a password. */
  databaseUrl: string | undefined
  home: string
  rootKey: Secret | undefined
  /** What `rotate-keys` puts in its place. */
  rootKeyNext: Secret | undefined
  /** Where mails go; none: they stay in the outbox. */
  smtp: SmtpServer | undefined
  /** Private networks that may be reached, as a list of CIDRs; checked by egress. */
  allowNets: string
  /** The public addresses that vendors see requests come from; shown to admins (F18). */
  egressAddresses: string[]
  /** For the unattended first start. */
  admin: { email: string; password: Secret } | undefined
  apiToken: Secret | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** A name with an empty value counts as not set, as compose files write it. Throws `invalid_input` naming each variable. */
export function readConfig(env: Environment, folder: string): Config {
  const problems: FieldProblem[] = []
  const value = (name: string): string | undefined => env[name]?.trim() || undefined
  const secret = (name: string): Secret | undefined => {
    const text = value(name)
    return text === undefined ? undefined : new Secret(text)
  }
  const wrong = (path: string, message: string) => void problems.push({ path, message })

  const host = value('HOST') ?? '127.0.0.1'
  const port = readPort(value('PORT') ?? '4400')
  if (port === undefined) wrong('PORT', 'PORT must be a number from 0 to 65535.')

  const publicUrl = value('ROLLCALL_PUBLIC_URL')
  if (publicUrl !== undefined && !isOrigin(publicUrl)) {
    wrong(
      'ROLLCALL_PUBLIC_URL',
      'ROLLCALL_PUBLIC_URL must be an address such as https://rollcall.example.com, without a path.',
    )
  }
  const databaseUrl = value('DATABASE_URL')
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\/./.test(databaseUrl)) {
    wrong('DATABASE_URL', 'DATABASE_URL must begin with postgresql://.')
  }
  const smtpUrl = value('SMTP_URL')
  const ownUrl =
    publicUrl !== undefined && isOrigin(publicUrl) ? new URL(publicUrl).origin : defaultUrl(host, port ?? 0)
  let smtp: SmtpServer | undefined
  try {
    smtp = smtpUrl === undefined ? undefined : readSmtpUrl(smtpUrl, ownUrl)
  } catch (thrown) {
    wrong('SMTP_URL', toAppError(thrown).message)
  }
  const email = value('ROLLCALL_ADMIN_EMAIL')
  const password = secret('ROLLCALL_ADMIN_PASSWORD')
  if (email !== undefined && !z.email().safeParse(email).success) {
    wrong('ROLLCALL_ADMIN_EMAIL', 'ROLLCALL_ADMIN_EMAIL is not an e-mail address.')
  }
  if ((email === undefined) !== (password === undefined)) {
    wrong('ROLLCALL_ADMIN_EMAIL', 'ROLLCALL_ADMIN_EMAIL and ROLLCALL_ADMIN_PASSWORD are set together or not at all.')
  }
  const apiToken = secret('ROLLCALL_API_TOKEN')
  if (apiToken && /[\s,;]/.test(apiToken.reveal())) wrong('ROLLCALL_API_TOKEN', 'ROLLCALL_API_TOKEN must be one word.')

  const egressAddresses = (value('ROLLCALL_EGRESS_ADDRESS') ?? '').split(/[\s,]+/).filter(Boolean)
  if (!egressAddresses.every((one) => isIP(one) !== 0)) {
    wrong('ROLLCALL_EGRESS_ADDRESS', 'ROLLCALL_EGRESS_ADDRESS is one IP address or several with commas between them.')
  }

  if (problems.length > 0) {
    throw new AppError('invalid_input', {
      message: problems.map(({ message }) => message).join(' '),
      fields: problems,
    })
  }
  return {
    host,
    port: port ?? 0,
    publicUrl: ownUrl,
    databaseUrl,
    home: resolve(folder, value('ROLLCALL_HOME') ?? '.rollcall'),
    rootKey: secret('ROLLCALL_ROOT_KEY'),
    rootKeyNext: secret('ROLLCALL_ROOT_KEY_NEXT'),
    smtp,
    allowNets: value('ROLLCALL_ALLOW_NETS') ?? '',
    egressAddresses,
    admin: email !== undefined && password !== undefined ? { email, password } : undefined,
    apiToken,
  }
}

function readPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65_535 ? port : undefined
}

function isOrigin(text: string): boolean {
  try {
    const url = new URL(text)
    return (
      /^https?:$/.test(url.protocol) &&
      url.pathname === '/' &&
      url.search === '' &&
      url.hash === '' &&
      url.username === ''
    )
  } catch {
    return false
  }
}

/** The address to open in a browser on this machine; one that listens everywhere is reached as localhost. */
export function defaultUrl(host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}
