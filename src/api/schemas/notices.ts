import { SEVERITIES } from '#core/notices/notice.ts'
import { MAIL_STATES } from '#core/outbox/outbox-mail.ts'
import { z } from 'zod'
import { Failure, id, instant } from './common.ts'

export const severity = z.enum(SEVERITIES)

export const Notice = z
  .object({
    id,
    /** `sync.failed`, `connection.lost` … */
    kind: z.string(),
    severity,
    connectionId: id.nullable(),
    connectionName: z.string().nullable(),
    title: z.string(),
    body: z.string(),
    /** What to do, and who can. */
    whatToDo: z.string(),
    /** A path in Rollcall. */
    link: z.string().nullable(),
    openedAt: instant,
    updatedAt: instant,
    times: z.number().int(),
    closedAt: instant.nullable(),
    /** Somebody has it in hand. */
    acknowledged: z.object({ at: instant, by: z.string() }).nullable(),
  })
  .meta({ id: 'Notice' })

export const NoticeCounts = z
  .object({ open: z.number().int(), unseen: z.number().int(), worst: severity.nullable() })
  .meta({ id: 'NoticeCounts' })

export const mailState = z.enum(MAIL_STATES)

export const OutboxMail = z
  .object({
    id,
    kind: z.string(),
    to: z.object({ name: z.string().nullable(), email: z.string() }),
    subject: z.string(),
    state: mailState,
    tries: z.number().int(),
    nextTryAt: instant.nullable(),
    error: Failure.nullable(),
    queuedAt: instant,
    sentAt: instant.nullable(),
    hasBody: z.boolean(),
  })
  .meta({ id: 'OutboxMail' })

export const OutboxStatus = z
  .object({
    /** Whether there is a mail server (SMTP_URL). */
    delivers: z.boolean(),
    waiting: z.number().int(),
    failed: z.number().int(),
  })
  .meta({ id: 'OutboxStatus' })

export const MailBody = z.object({ text: z.string(), html: z.string().optional() }).meta({ id: 'MailBody' })
