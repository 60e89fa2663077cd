import type { Mail, OutgoingMail } from '#mail/outbox.ts'
import { oneLine } from '#mail/safe-text.ts'
import { REQUEST_MS } from './request.ts'

type Facts = {
  name: string
  email: string
  note: string
  requesterName: string
  connectionId: string
  connectionName: string
  appName: string
  /** The link's token; it is nowhere but in this mail. */
  token: string
}

const HOURS = REQUEST_MS / 3_600_000

/** The mail with the link: who asks, for what, and what the link can do. */
export function requestMail(mail: Pick<Mail, 'compose'>, facts: Facts): OutgoingMail {
  const { name, email, note, token } = facts
  const requester = oneLine(facts.requesterName)
  const app = oneLine(facts.appName)
  const noteLines = note.split(/\s*[\r\n]+\s*/).filter((line) => line !== '')
  const letter = mail.compose({
    title: `${requester} asks you to authorise ${app}`,
    lines: [
      `Hello ${oneLine(name)},`,
      `${requester} is connecting ${app} to Rollcall, which keeps the list of people, accounts and licences. That takes somebody who administers ${app}: you, as far as ${requester} knows.`,
      ...noteLines.map((line) => `“${line}”`),
      `The link shows what is asked for before you decide. You need no account. It works once, for ${HOURS} hours, and gives access to nothing else.`,
    ],
    facts: [
      ['Asked by', requester],
      ['App', app],
      ['Connection', oneLine(facts.connectionName)],
    ],
    action: { label: 'See what is asked for', path: `/authorize/${token}` },
    because: `${requester} gave your address. If you do not know them, ignore this mail.`,
  })
  return { to: { name: oneLine(name), email }, ...letter, kind: 'connection_request', connectionId: facts.connectionId }
}
