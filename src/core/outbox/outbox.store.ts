import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'
import { readCursor, toPage, type Page, type PageRequest } from '../keyset.ts'
import type { OutboxMail } from './outbox-mail.ts'

const MAIL = sql`m.id, m.kind, jsonb_build_object('name', m.to_name, 'email', m.to_email) as "to", m.subject, m.state, m.tries,
  case when m.state = 'waiting' then m.next_try_at end as "nextTryAt",
  case when m.error_code is not null then jsonb_build_object('code', m.error_code, 'message', m.error_text) end as error,
  m.queued_at as "queuedAt", m.sent_at as "sentAt", m.sealed is not null as "hasBody"`

type Filter = PageRequest & { state?: OutboxMail['state'] | undefined; search?: string | undefined }

/** Newest first. */
export async function listMails(db: Db, filter: Filter): Promise<Page<OutboxMail>> {
  const after = readCursor(filter.cursor, ['id'])
  const rows = await db.query<OutboxMail>(sql`select ${MAIL} from outbox m
    where ${allOf([
      ...(filter.state === undefined ? [] : [sql`m.state = ${filter.state}`]),
      ...(filter.search ? [sql`strpos(lower(m.to_email || ' ' || m.subject), lower(${filter.search})) > 0`] : []),
      // Ids are made in the order of time.
      ...(after ? [sql`m.id < ${after[0]}`] : []),
    ])}
    order by m.id desc limit ${filter.limit + 1}`)
  return toPage(rows, filter.limit)
}

/** Throws `not_found`. */
export async function getMail(db: Db, id: string): Promise<OutboxMail> {
  const mail = await db.one<OutboxMail>(sql`select ${MAIL} from outbox m where m.id = ${id}`)
  if (!mail) throw new AppError('not_found')
  return mail
}

/** Takes a `Tx`, so that it cannot be called where the lock would end at once. Throws `not_found`. */
export async function lockMail(tx: Tx, id: string): Promise<OutboxMail & { sealed: string | null }> {
  const mail = await tx.one<OutboxMail & { sealed: string | null }>(
    sql`select ${MAIL}, m.sealed from outbox m where m.id = ${id} for update`,
  )
  if (!mail) throw new AppError('not_found')
  return mail
}

export async function countMails(db: Db): Promise<{ waiting: number; failed: number }> {
  const row = await db.one<{ waiting: number; failed: number }>(
    `select count(*) filter (where state in ('waiting', 'sending'))::int as waiting, count(*) filter (where state = 'failed')::int as failed from outbox`,
  )
  return row ?? { waiting: 0, failed: 0 }
}
