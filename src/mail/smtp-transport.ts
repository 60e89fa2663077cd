import { createTransport } from 'nodemailer'
import type { SmtpServer } from './smtp-url.ts'

/** A mail as it is handed over; every field has passed `safe-text.ts`. */
export type Envelope = {
  id: string
  to: { name: string | null; email: string }
  subject: string
  text: string
  html: string | undefined
  /** When it was written, not when it goes out: a repeated mail is the same mail. */
  date: Date
}

/** What became of a mail. `refused` is the server's last word on it; `later` may turn out otherwise the next time. */
export type Outcome = { kind: 'accepted' } | { kind: 'refused' | 'later'; text: string }

export type Transport = {
  deliver(mail: Envelope): Promise<Outcome>
  /** Connects and signs in without sending anything. Undefined when that works, else why not. */
  check(): Promise<string | undefined>
}

/** One step of the conversation may take so long. Milliseconds. */
const STEP_MS = 30_000
/** The whole of it; shorter than the lease under which a mail is delivered. Milliseconds. */
const WHOLE_MS = 120_000

/** A connection for each mail: they are few, and one that hangs holds up no other process. */
export function openTransport(server: SmtpServer): Transport {
  const hide = hiding(server)
  const open = () =>
    createTransport({
      host: server.host,
      port: server.port,
      secure: server.tls === 'implicit',
      requireTLS: server.tls === 'required',
      ignoreTLS: server.tls === 'none',
      ...(server.user !== undefined && server.password
        ? { auth: { user: server.user, pass: server.password.reveal() } }
        : {}),
      connectionTimeout: STEP_MS,
      greetingTimeout: STEP_MS,
      socketTimeout: STEP_MS,
      dnsTimeout: STEP_MS,
      // A body never makes this process read a file or ask for an address.
      disableFileAccess: true,
      disableUrlAccess: true,
    })

  const talk = async <T>(conversation: (smtp: ReturnType<typeof open>) => Promise<T>): Promise<T> => {
    const smtp = open()
    let timer: NodeJS.Timeout | undefined
    try {
      return await Promise.race([
        conversation(smtp),
        new Promise<never>((_, reject) => {
          timer = setTimeout(() => reject(new Error('the mail server took too long')), WHOLE_MS)
        }),
      ])
    } finally {
      clearTimeout(timer)
      smtp.close()
    }
  }

  return {
    async deliver({ id, to, subject, text, html, date }) {
      const domain = server.from.slice(server.from.lastIndexOf('@') + 1)
      try {
        await talk((smtp) =>
          smtp.sendMail({
            from: { name: 'Rollcall', address: server.from },
            to: { name: to.name ?? '', address: to.email },
            envelope: { from: server.from, to: [to.email] },
            subject,
            text,
            ...(html === undefined ? {} : { html }),
            date,
            messageId: `<${id}@${domain}>`,
            // No absence notes in return (RFC 3834).
            headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
          }),
        )
        return { kind: 'accepted' }
      } catch (error) {
        return outcomeOf(error, hide)
      }
    },
    async check() {
      try {
        await talk((smtp) => smtp.verify())
        return undefined
      } catch (error) {
        return hide(explain(error))
      }
    },
  }
}

/** Takes the password out of a server's words: some repeat what they were sent, as it is or as it travelled (S21). */
function hiding({ user = '', password }: SmtpServer): (text: string) => string {
  if (!password) return (text) => text
  const plain = password.reveal()
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const forms = [plain, encodeURIComponent(plain), base64(plain), base64(`\0${user}\0${plain}`)]
  return (text) => forms.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text)
}

type SmtpError = Error & { code?: string; command?: string; responseCode?: number; response?: string }

/** Commands that speak of this one mail; what goes wrong elsewhere is the server's trouble. */
const ABOUT_THE_MAIL = /^(MAIL FROM|RCPT TO|DATA)$/

function outcomeOf(thrown: unknown, hide: (text: string) => string): Outcome {
  const { responseCode, command } = thrown as SmtpError
  const isFinal = responseCode !== undefined && responseCode >= 500 && ABOUT_THE_MAIL.test(command ?? '')
  return { kind: isFinal ? 'refused' : 'later', text: hide(explain(thrown)) }
}

/** For admins: what happened, with the server's own words in one line. */
function explain(thrown: unknown): string {
  const { code, response, message } = thrown as SmtpError
  const said = response === undefined ? '' : ` It said: ${response.replace(/\s+/g, ' ').slice(0, 300)}`
  switch (code ?? '') {
    case 'EAUTH':
      return `The mail server did not accept the user and password of SMTP_URL.${said}`
    case 'ETLS':
      return `No secure connection to the mail server could be made.${said}`
    case 'EDNS':
      return 'The name of the mail server is not known.'
    case 'ECONNECTION':
    case 'ESOCKET':
    case 'ETIMEDOUT':
      return `The mail server cannot be reached, or broke off.${said}`
    case 'EENVELOPE':
    case 'EMESSAGE':
      return `The mail server did not take this mail.${said}`
    default:
      return said === ''
        ? `The mail could not be handed over: ${message.slice(0, 200)}`
        : `The mail server refused.${said}`
  }
}
