import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { AppError } from '#base/errors.ts'
import { CLI_ACTOR } from '#core/audit/actor.ts'
import { findConnectionByName } from '#core/connections/connections.store.ts'
import { storeUpload } from '#core/files/store-upload.ts'
import type { Command } from '../command.ts'
import { commandLog } from '../command-log.ts'
import { readConfig } from '../config.ts'
import { openRollcall } from '../open-rollcall.ts'
import { progressView } from '../progress-view.ts'
import { runOneSync } from '../run-one-sync.ts'
import { figure } from '../table.ts'
import { countsText, endText } from './sync.ts'

export const importCommand: Command = {
  name: 'import',
  summary:
    'Takes a CSV or JSON file as the whole list of a connection by file, and syncs it. Ends with 0 only when everything was applied.',
  usage: '<connection name or id> <file>',
  options: {},
  words: { min: 2, max: 2 },
  async run(input) {
    const [connection = '', path = ''] = input.words
    const bytes = await readFile(resolve(input.folder, path)).catch((cause: unknown) => {
      throw new AppError('file_unreadable', { message: `The file "${path}" cannot be read.`, cause })
    })
    const rollcall = await openRollcall(readConfig(input.env, input.folder), commandLog(input), 'import')
    try {
      const { id } = await findConnectionByName(rollcall.db, connection)
      const upload = await storeUpload(rollcall.db, CLI_ACTOR, id, { name: basename(path), bytes })
      if (!input.json) {
        const bad = upload.badRows > 0 ? `, ${figure(upload.badRows)} lines cannot be read` : ''
        input.out.write(`${figure(upload.rows)} rows${bad}.\n`)
      }
      if (!upload.isLaunched) {
        input.out.write(
          input.json
            ? `${JSON.stringify({ ...upload, sync: null })}\n`
            : 'The connection is a draft: it is synced once it is launched.\n',
        )
        return 0
      }
      const view = progressView(input.json ? input.err : input.out)
      const sync = await runOneSync(rollcall, {
        connection: id,
        trigger: 'manual',
        signal: input.signal,
        onProgress: view.show,
      }).finally(view.end)
      input.out.write(input.json ? `${JSON.stringify({ ...upload, sync })}\n` : `${countsText(sync)}${endText(sync)}`)
      return sync.state === 'done' ? 0 : 1
    } finally {
      await rollcall.close()
    }
  },
}
