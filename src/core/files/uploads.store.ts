import { AppError } from '#base/errors.ts'
import { isId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'

export type Upload = {
  id: string
  name: string
  rows: number
  badRows: number
  uploadedBy: string
  uploadedAt: Date
}

const UPLOAD = `id, name, rows, bad_rows as "badRows", uploaded_by as "uploadedBy", uploaded_at as "uploadedAt"`

/** Newest first; the pages of older ones are gone once a newer one came. */
export function listUploads(db: Db, connectionId: string): Promise<Upload[]> {
  return db.query<Upload>(
    `select ${UPLOAD} from file_uploads where connection_id = $1 order by uploaded_at desc, id desc limit 50`,
    [connectionId],
  )
}

export function newestUpload(db: Db, connectionId: string): Promise<Upload | undefined> {
  return db.one<Upload>(
    `select ${UPLOAD} from file_uploads where connection_id = $1 order by uploaded_at desc, id desc limit 1`,
    [connectionId],
  )
}

/**
 * Reading a file again that was read would call old facts fresh. Throws `conflict` for a connection by file whose newest
 * file was read; what reads a vendor may always be read.
 */
export async function requireUnreadUpload(tx: Tx, connectionId: string): Promise<void> {
  const read = await tx.one(
    `select 1 as found from connections c cross join lateral (
         select id from file_uploads where connection_id = c.id order by uploaded_at desc, id desc limit 1) u
       join syncs s on s.connection_id = c.id and s.facts ->> 'upload' = u.id::text and s.trigger <> 'preview'
         and s.state in ('done', 'partial', 'held')
     where c.id = $1 and c.connector = 'file' limit 1`,
    [connectionId],
  )
  if (read)
    throw new AppError('conflict', {
      message:
        'The newest file was read already, and nothing newer is known. Upload a new file: its sync begins by itself.',
    })
}

/** A page of an upload, as a vendor would answer; an upload has at least one. */
export async function uploadPage(
  db: Db,
  connectionId: string,
  uploadId: string,
  page: number,
): Promise<string | undefined> {
  if (!isId(uploadId)) return undefined
  const row = await db.one<{ body: string | null; total: number }>(
    `select p.body, u.rows + u.bad_rows as total from file_uploads u
     left join file_upload_pages p on p.upload_id = u.id and p.page = $3 where u.id = $1 and u.connection_id = $2`,
    [uploadId, connectionId, page],
  )
  if (!row) return undefined
  // Behind the last page there is an empty one, as vendors have it.
  return row.body ?? JSON.stringify({ total: row.total, rows: [] })
}

type NewUpload = Omit<Upload, 'uploadedAt'> & { connectionId: string; pages: readonly string[] }

/** Stores an upload, and lets go of what the ones before the last held: an undo needs no file. */
export async function insertUpload(tx: Tx, upload: NewUpload): Promise<void> {
  const { id, connectionId, name, rows, badRows, uploadedBy, pages } = upload
  await tx.query(
    `delete from file_upload_pages where upload_id in (
       select id from file_uploads where connection_id = $1 order by uploaded_at desc, id desc offset 1)`,
    [connectionId],
  )
  await tx.query(
    `insert into file_uploads (id, connection_id, name, rows, bad_rows, uploaded_by) values ($1, $2, $3, $4, $5, $6)`,
    [id, connectionId, name, rows, badRows, uploadedBy],
  )
  await tx.query(
    `insert into file_upload_pages (upload_id, page, body) select $1, page, body from unnest($2::text[]) with ordinality as p(body, page)`,
    [id, pages],
  )
}
