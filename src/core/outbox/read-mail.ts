import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Mail, MailBody } from '#mail/outbox.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { Rights } from '../users/permissions.ts'
import { letsIn } from './outbox-mail.ts'
import { lockMail } from './outbox.store.ts'

/**
 * What a mail says, for an admin who passes it on by hand because there is no mail server. It is recorded who has read
 * whose mail, in the transaction that opens it.
 *
 * Throws `not_found`; `mail_is_sent` where there is a mail server; `mail_gone` when it was delivered; `forbidden` for a
 * mail that lets its reader in as somebody, unless the reader may do everything anyway; `secret_unreadable`.
 */
export function readMail(
  { db, mail }: { db: Db; mail: Pick<Mail, 'delivers' | 'openBody'> },
  actor: Actor,
  rights: Rights,
  id: string,
): Promise<MailBody> {
  return db.tx(async (tx) => {
    const { kind, to, subject, sealed } = await lockMail(tx, id)
    if (mail.delivers) throw new AppError('mail_is_sent')
    if (letsIn(kind) && !rights.has('roles:write')) {
      throw new AppError('forbidden', {
        message: 'This mail lets its reader in as the person it is for, so only an owner may read it.',
      })
    }
    if (sealed === null) throw new AppError('mail_gone')
    const body = await mail.openBody(id, sealed)
    await recordAudit(tx, actor, {
      action: 'mail.read',
      target: { kind: 'mail', id },
      detail: { kind, to: to.email, subject },
    })
    return body
  })
}
