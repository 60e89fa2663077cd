import { isAppError } from '#base/errors.ts'
import type { Tx } from '#db/pool.ts'
import type { Mail } from '#mail/outbox.ts'
import type { Report } from './notice.ts'
import { recipientsOf } from './recipients.ts'

type Told = Pick<Report, 'connectionId' | 'ownerId' | 'title' | 'body' | 'whatToDo' | 'link'> & { id: string }

/**
 * Writes the mails of a notice down. One that cannot be written, because a contact is no address, keeps nobody else from
 * being told, and never fails what it is about.
 *
 * @param occasion names this telling: the same one sends nothing twice.
 */
export async function tell(
  tx: Tx,
  mail: Mail,
  notice: Told,
  occasion: string,
  options: { reminder?: true } = {},
): Promise<void> {
  const { id, connectionId, ownerId, title, body, whatToDo, link } = notice
  const recipients = await recipientsOf(tx, { connectionId, ownerId }, options.reminder ? 'admins' : undefined)
  const letter = mail.compose({
    title: options.reminder ? `Still open: ${title}` : title,
    lines: [body, whatToDo],
    action: { label: 'Open in Rollcall', path: link ?? '/notices' },
    because:
      connectionId === undefined
        ? 'You get this because you look after it in Rollcall.'
        : 'You get this because you are a contact of this connection, its owner, or an admin.',
  })
  for (const to of recipients) {
    try {
      await mail.send(tx, {
        to,
        kind: 'notice',
        connectionId,
        dedupeKey: `notice:${id}:${occasion}:${to.email.toLowerCase()}`,
        ...letter,
      })
    } catch (error) {
      if (!isAppError(error, 'invalid_input')) throw error
    }
  }
}
