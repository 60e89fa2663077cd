import type { Clock } from '#base/clock.ts'
import { assert } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Tx } from '#db/pool.ts'
import { compose, type Composed, type Letter } from './compose.ts'
import { mailAddress, oneLine } from './safe-text.ts'

/** Seals a text to a place, and opens it there. The vault's; handed in by main. */
export type Sealer = {
  seal(context: readonly string[], text: string): Promise<string>
  /** Throws `secret_unreadable`. */
  open(context: readonly string[], sealed: string): Promise<string>
}

export type OutgoingMail = {
  to: { name?: string; email: string }
  subject: string
  text: string
  html?: string
  /** What it is about: 'notice', 'user.invite' … */
  kind: string
  /** A second mail with the same key is not written; the first one's id is returned. */
  dedupeKey?: string
  /** The connection that it is about: the mail goes when that is erased. */
  connectionId?: string | undefined
}

export type MailBody = { text: string; html?: string }

/** How the rest of Rollcall writes mails. */
export type Mail = {
  /** Whether there is a mail server (SMTP_URL). Without one mails stay in the outbox, for admins to read there. */
  readonly delivers: boolean
  /** Writes a mail down in the caller's transaction; it goes out once that is committed. Throws `invalid_input`. */
  send(tx: Tx, mail: OutgoingMail): Promise<string>
  /** Text and HTML of a letter, in Rollcall's looks. */
  compose(letter: Letter): Composed
  /** Opens a stored body, for the outbox page. Throws `secret_unreadable`. */
  openBody(id: string, sealed: string): Promise<MailBody>
}

export function createMail(parts: { sealer: Sealer; clock: Clock; publicUrl: string; delivers: boolean }): Mail {
  const { sealer, clock, publicUrl, delivers } = parts
  return {
    delivers,
    send: (tx, mail) => enqueueMail(tx, sealer, mail, clock.now()),
    compose: (letter) => compose(publicUrl, letter),
    openBody: (id, sealed) => openBody(sealer, id, sealed),
  }
}

/** Where a mail's body is sealed to: it opens as no other mail's. */
export const bodyContext = (id: string): readonly string[] => ['mail', id, 'body']

/**
 * Writes a mail down, in the caller's transaction: what is rolled back sends nothing. Line ends and other controls in
 * name and subject become spaces, so that no header can be written through them.
 *
 * @returns the mail's id. @throws `invalid_input` for anything but one plain address.
 */
export async function enqueueMail(tx: Tx, sealer: Sealer, mail: OutgoingMail, now = new Date()): Promise<string> {
  const { to, subject, text, html, kind, dedupeKey, connectionId } = mail
  const email = mailAddress(to.email)
  const id = newId()
  const sealed = await sealer.seal(bodyContext(id), JSON.stringify({ text, html }))
  const row = await tx.one<{ id: string }>(
    `insert into outbox (id, kind, to_name, to_email, subject, sealed, dedupe_key, next_try_at, queued_at, connection_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) on conflict (dedupe_key) do nothing returning id`,
    [
      id,
      kind,
      to.name === undefined ? null : oneLine(to.name),
      email,
      oneLine(subject),
      sealed,
      dedupeKey ?? null,
      now,
      connectionId ?? null,
    ],
  )
  if (row) return row.id
  const first = await tx.one<{ id: string }>('select id from outbox where dedupe_key = $1', [dedupeKey])
  assert(first, 'a mail that is not written is there already')
  return first.id
}

/** Opens what `enqueueMail` sealed. Throws `secret_unreadable`. */
export async function openBody(sealer: Sealer, id: string, sealed: string): Promise<MailBody> {
  return JSON.parse(await sealer.open(bodyContext(id), sealed)) as MailBody
}
