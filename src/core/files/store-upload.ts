import { AppError } from '#base/errors.ts'
import { newId } from '#base/ids.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Mapping } from '#mapping/mapping.ts'
import { printPath } from '#mapping/path.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { lockConnection } from '../connections/connections.store.ts'
import { BAD_ROW, FILE_CONNECTOR, ROWS_PER_PAGE } from './file-connector.ts'
import { readFile, type FileRow } from './read-file.ts'
import { insertUpload } from './uploads.store.ts'

export type StoredUpload = { id: string; rows: number; badRows: number; isLaunched: boolean }

/**
 * Takes a file as the whole list of a connection; the next sync reads it. Its columns are offered to the mapping. Lines that
 * cannot be read are kept as such: the sync names them, and calls nobody missing.
 *
 * Throws what `readFile` throws, `not_found`, or `conflict` for a connection that reads a vendor.
 */
export async function storeUpload(
  db: Db,
  actor: Actor,
  connectionId: string,
  file: { name: string; bytes: Buffer },
): Promise<StoredUpload> {
  const { columns, rows } = await readFile(file.bytes)
  return db.tx(async (tx) => {
    const connection = await lockConnection(tx, connectionId)
    if (connection.connector !== FILE_CONNECTOR)
      throw new AppError('conflict', {
        message: 'This connection reads its vendor. Only a connection by file takes uploads.',
      })
    const badRows = rows.filter((row) => 'problem' in row).length
    const upload = { id: newId(), rows: rows.length - badRows, badRows }
    await insertUpload(tx, { ...upload, connectionId, name: file.name, uploadedBy: actor.name, pages: pagesOf(rows) })
    await offerColumns(tx, connectionId, connection.mapping, columns)
    await recordAudit(tx, actor, {
      action: 'file.upload',
      target: { kind: 'connection', id: connectionId },
      detail: { file: file.name, ...upload },
    })
    return { ...upload, isLaunched: connection.state === 'active' }
  })
}

function pagesOf(rows: readonly FileRow[]): string[] {
  const total = rows.length
  return Array.from({ length: Math.ceil(total / ROWS_PER_PAGE) }, (_, at) => {
    const some = rows.slice(at * ROWS_PER_PAGE, (at + 1) * ROWS_PER_PAGE)
    return JSON.stringify({
      total,
      rows: some.map((row) => ('record' in row ? row.record : { [BAD_ROW]: `Line ${row.line}: ${row.problem}` })),
    })
  })
}

const MAX_SOURCES = 200

/** Columns that the mapping does not know yet become source fields of it (F46). */
async function offerColumns(tx: Tx, connectionId: string, mapping: Mapping, columns: readonly string[]): Promise<void> {
  const { sources = [] } = mapping
  const known = new Set(sources.map(({ path }) => path))
  const fresh = columns
    .map((name) => ({ name, path: printPath([{ kind: 'name', name }]) }))
    .filter(({ path }) => !known.has(path))
  if (fresh.length === 0) return
  const all = { ...mapping, sources: [...sources, ...fresh].slice(0, MAX_SOURCES) }
  await tx.query('update connections set mapping = $2 where id = $1', [connectionId, JSON.stringify(all)])
}
