import { after } from 'node:test'
import type { AddressInfo } from 'node:net'
import { simpleParser, type ParsedMail } from 'mailparser'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

export type MailServer = {
  port: number
  /** For SMTP_URL. */
  url: string
  /** What was accepted, in order. */
  mails: ParsedMail[]
  /** The envelopes of what was accepted: whom the server was really told to deliver to. */
  envelopes: { from: string; to: string[] }[]
  stop: () => Promise<void>
}

/** A real SMTP server on loopback, closed after the file's last test. */
export async function serveMail(...given: Parameters<typeof openMailServer>): Promise<MailServer> {
  const server = await openMailServer(...given)
  after(server.stop)
  return server
}

/** The same for tests that stop it themselves. */
export async function openMailServer(options: SMTPServerOptions = {}, port = 0): Promise<MailServer> {
  const mails: ParsedMail[] = []
  const envelopes: MailServer['envelopes'] = []
  const take = async (...[stream, session, done]: Parameters<NonNullable<SMTPServerOptions['onData']>>) => {
    mails.push(await simpleParser(stream))
    const { mailFrom, rcptTo } = session.envelope
    envelopes.push({ from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) })
    done()
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (...given) => void take(...given),
    ...options,
  })
  server.on('error', () => {})
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready))
  let stopped: Promise<void> | undefined
  const stop = () => (stopped ??= new Promise<void>((done) => server.close(() => done())))
  const { port: actual } = server.server.address() as AddressInfo
  return { port: actual, url: `smtp://127.0.0.1:${actual}?from=rollcall@example.com`, mails, envelopes, stop }
}

/** An answer other than yes, as smtp-server wants it. */
export function refusal(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code })
}
