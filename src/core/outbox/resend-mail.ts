import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import type { OutboxMail } from './outbox-mail.ts'
import { getMail, lockMail } from './outbox.store.ts'

/**
 * Has a mail tried again at once, with all its tries before it; its text and its id stay. Throws `not_found`, `mail_gone`
 * when it was delivered, `conflict` while it is being delivered.
 */
export function resendMail({ db, clock }: { db: Db; clock: Clock }, actor: Actor, id: string): Promise<OutboxMail> {
  return db.tx(async (tx) => {
    const mail = await lockMail(tx, id)
    if (mail.sealed === null) throw new AppError('mail_gone')
    if (mail.state === 'sending') {
      throw new AppError('conflict', { message: 'This mail is being sent right now. Look again in a minute.' })
    }
    await tx.query(
      `update outbox set state = 'waiting', tries = 0, next_try_at = $2, queued_at = $2, error_code = null, error_text = null where id = $1`,
      [id, clock.now()],
    )
    await recordAudit(tx, actor, {
      action: 'mail.resend',
      target: { kind: 'mail', id },
      detail: { kind: mail.kind, to: mail.to.email, subject: mail.subject },
    })
    return getMail(tx, id)
  })
}
