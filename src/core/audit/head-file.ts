import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#base/errors.ts'
import type { AuditHead } from './audit-heads.ts'

/** Signed heads outside the database, one line of JSON each: who cuts the end off the log cannot reach them there. */
export const HEAD_FILE = 'audit-heads.jsonl'

/** All heads noted in a home; none without the file. A line that a crash cut short is passed over. */
export async function readHeadFile(home: string): Promise<AuditHead[]> {
  let text: string
  try {
    text = await readFile(join(home, HEAD_FILE), 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw new AppError('home_unwritable', { cause })
  }
  return text.split('\n').flatMap((line) => {
    const head = readLine(line)
    return head ? [head] : []
  })
}

function readLine(line: string): AuditHead | undefined {
  try {
    const { seq, hash, at, signature } = JSON.parse(line) as Record<string, unknown>
    const date = new Date(String(at))
    if (!Number.isSafeInteger(seq) || typeof hash !== 'string' || typeof signature !== 'string') return undefined
    return Number.isNaN(date.getTime()) ? undefined : { seq: seq as number, hash, at: date, signature }
  } catch {
    return undefined
  }
}

/** Adds a head, unless it is there. Throws `home_unwritable`. */
export async function noteHead(home: string, head: AuditHead): Promise<void> {
  const noted = await readHeadFile(home)
  if (noted.some(({ signature }) => signature === head.signature)) return
  try {
    const file = await open(join(home, HEAD_FILE), 'a', 0o600)
    try {
      const { size } = await file.stat()
      // Begins with a line end, should a crash have left half a line.
      await file.appendFile(`${size === 0 ? '' : '\n'}${JSON.stringify(head)}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (cause) {
    throw new AppError('home_unwritable', { cause })
  }
}
