import { findConnectionByName } from '#core/connections/connections.store.ts'
import { open, rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { AppError } from '#base/errors.ts'
import { UsageError, type Command } from '../command.ts'
import { commandLog } from '../command-log.ts'
import { readConfig } from '../config.ts'
import { exportAccounts, exportPeople } from '#core/exports/export-rows.ts'
import { openRollcall } from '../open-rollcall.ts'
import { figure } from '../table.ts'

export const exportCommand: Command = {
  name: 'export',
  summary: 'Writes all people or all accounts as CSV or JSON, in UTF-8.',
  usage: 'people|accounts [--format csv|json] [--connection <name or id>] [--output <file>]',
  options: {
    format: { type: 'string', explains: 'csv (default) or json.' },
    connection: { type: 'string', explains: 'Only those of one connection.' },
    output: { type: 'string', explains: 'A file; standard output otherwise.' },
  },
  words: { min: 1, max: 1 },
  async run(input) {
    const { values, words, out, err } = input
    const what = words[0]
    if (what !== 'people' && what !== 'accounts') throw new UsageError('Say what to export: people or accounts.')
    const format = values['format'] ?? (input.json ? 'json' : 'csv')
    if (format !== 'csv' && format !== 'json') throw new UsageError('--format is csv or json.')
    const rollcall = await openRollcall(readConfig(input.env, input.folder), commandLog(input), 'export')
    try {
      const { db } = rollcall
      const connection = values['connection']
      const connectionId = typeof connection === 'string' ? (await findConnectionByName(db, connection)).id : undefined
      const write = (to: Writable) =>
        (what === 'people' ? exportPeople : exportAccounts)(db, { format, connectionId, to })
      const output = values['output']
      if (typeof output !== 'string') await write(out)
      else err.write(`${figure(await toFile(output, write))} ${what} written to ${output}\n`)
    } finally {
      await rollcall.close()
    }
    return 0
  },
}

/** Through a file beside it, so that a broken export never stands under the wanted name. It holds personal data. */
async function toFile(path: string, write: (to: Writable) => Promise<number>): Promise<number> {
  const unfinished = `${path}.unfinished`
  try {
    const file = (await open(unfinished, 'w', 0o600)).createWriteStream()
    // A failure between two writes is told by `finished`; without a listener it would end the process.
    file.on('error', () => {})
    const count = await write(file)
    file.end()
    await finished(file)
    await rename(unfinished, path)
    return count
  } catch (thrown) {
    await rm(unfinished, { force: true })
    const code = (thrown as NodeJS.ErrnoException).code ?? ''
    if (code === 'ENOSPC') throw new AppError('disk_full', { cause: thrown })
    if (!['ENOENT', 'EACCES', 'EISDIR', 'EROFS', 'ENOTDIR', 'EPERM'].includes(code)) throw thrown
    throw new AppError('invalid_input', { message: `${path} cannot be written (${code}).`, cause: thrown })
  }
}
