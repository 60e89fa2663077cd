import { listChanges, summarise, type SyncChange } from '#core/syncs/sync-changes.store.ts'
import type { Sync } from '#core/syncs/sync.ts'
import type { Db } from '#db/pool.ts'
import type { Command } from '../command.ts'
import { commandLog } from '../command-log.ts'
import { readConfig } from '../config.ts'
import { openRollcall } from '../open-rollcall.ts'
import { progressView } from '../progress-view.ts'
import { runOneSync } from '../run-one-sync.ts'
import { figure } from '../table.ts'
import { countsText } from './sync.ts'

/** Names shown per action; the web page and the API have them all. */
const MOST_NAMES = 50

const ACTIONS = ['create', 'update', 'deactivate', 'reactivate'] as const

export const planCommand: Command = {
  name: 'plan',
  summary: 'Reads one connection and shows what a sync would change. Changes nothing.',
  usage: '<connection name or id>',
  options: {},
  words: { min: 1, max: 1 },
  async run(input) {
    const rollcall = await openRollcall(readConfig(input.env, input.folder), commandLog(input), 'plan')
    try {
      const view = progressView(input.json ? input.err : input.out)
      const sync = await runOneSync(rollcall, {
        connection: input.words[0] ?? '',
        trigger: 'preview',
        signal: input.signal,
        onProgress: view.show,
      }).finally(view.end)
      const isPlanned = sync.state === 'done' || sync.state === 'held'
      if (input.json) {
        const changes = await Promise.all(ACTIONS.map((action) => namesOf(rollcall.db, sync.id, action)))
        input.out.write(
          `${JSON.stringify({ sync, summary: await summarise(rollcall.db, sync.id), changes: changes.flat() })}\n`,
        )
      } else
        input.out.write(
          isPlanned
            ? await planText(rollcall.db, sync)
            : `The plan could not be made: ${sync.error?.message ?? sync.state}\n`,
        )
      return isPlanned ? 0 : 1
    } finally {
      await rollcall.close()
    }
  },
}

async function namesOf(db: Db, syncId: string, action: SyncChange['action']): Promise<SyncChange[]> {
  return (await listChanges(db, syncId, { limit: MOST_NAMES, action })).items
}

async function planText(db: Db, sync: Sync): Promise<string> {
  const summary = await summarise(db, sync.id)
  const parts = [countsText(sync)]
  for (const action of ACTIONS) {
    const total = summary.filter((row) => row.action === action).reduce((sum, { count }) => sum + count, 0)
    if (total === 0) continue
    const changes = await namesOf(db, sync.id, action)
    const names = changes.map(({ name, externalId, reason }) => `  ${name ?? externalId} (${reason})`)
    if (total > names.length) names.push(`  … and ${figure(total - names.length)} more`)
    parts.push(`\nWould ${action} ${figure(total)}:\n${names.join('\n')}\n`)
  }
  if (sync.hold) parts.push(`\nA sync would be held:\n${sync.hold.map(({ text }) => `  ${text}\n`).join('')}`)
  parts.push('\nNothing was changed.\n')
  return parts.join('')
}
