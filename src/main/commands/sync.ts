import type { Sync } from '#core/syncs/sync.ts'
import type { Command } from '../command.ts'
import { commandLog } from '../command-log.ts'
import { readConfig } from '../config.ts'
import { openRollcall } from '../open-rollcall.ts'
import { progressView } from '../progress-view.ts'
import { runOneSync } from '../run-one-sync.ts'
import { figure } from '../table.ts'

export const syncCommand: Command = {
  name: 'sync',
  summary: 'Syncs one connection now and shows how it goes. Ends with 0 only when everything was applied.',
  usage: '<connection name or id>',
  options: {},
  words: { min: 1, max: 1 },
  async run(input) {
    const rollcall = await openRollcall(readConfig(input.env, input.folder), commandLog(input), 'sync')
    try {
      const view = progressView(input.json ? input.err : input.out)
      const sync = await runOneSync(rollcall, {
        connection: input.words[0] ?? '',
        trigger: 'manual',
        signal: input.signal,
        onProgress: view.show,
      }).finally(view.end)
      input.out.write(input.json ? `${JSON.stringify(sync)}\n` : countsText(sync))
      if (!input.json) input.out.write(endText(sync))
      return sync.state === 'done' ? 0 : 1
    } finally {
      await rollcall.close()
    }
  },
}

/** What a sync did, in one line per figure that is not zero. */
export function countsText({ counts }: Sync): string {
  return Object.entries(counts)
    .filter(([name, count]) => count > 0 || name === 'read')
    .map(([name, count]) => `${name.padEnd(11)} ${figure(count).padStart(9)}\n`)
    .join('')
}

/** How a sync ended, in words. */
export function endText(sync: Sync): string {
  switch (sync.state) {
    case 'done':
      return 'Done.\n'
    case 'held':
      return `Held: part of the plan waits for a person.\n${(sync.hold ?? []).map(({ text }) => `  ${text}\n`).join('')}Approve or discard it in the web page, or by POST /api/v1/syncs/${sync.id}/approve.\n`
    case 'partial':
      return `Partial: the vendor did not give the whole list, so nobody was marked missing.${sync.error ? ` ${sync.error.message}` : ''}\n`
    case 'cancelled':
    case 'failed':
    case 'queued':
    case 'fetching':
    case 'planning':
    case 'applying':
      return `${sync.state === 'cancelled' ? 'Cancelled' : 'Failed'}: ${sync.error?.message ?? 'no reason was given.'}\n`
  }
}
