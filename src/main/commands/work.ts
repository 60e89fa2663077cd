import type { Command } from '../command.ts'
import { serverLog } from '../command-log.ts'
import { readConfig } from '../config.ts'
import { openRollcall } from '../open-rollcall.ts'
import { untilStopped } from '../stop-signal.ts'
import { openWorker } from '../work.ts'

export const workCommand: Command = {
  name: 'work',
  summary: 'Runs syncs, without serving pages, until it is stopped. Any number of them may run.',
  usage: '',
  options: {},
  words: { min: 0, max: 0 },
  async run(input) {
    const rollcall = await openRollcall(readConfig(input.env, input.folder), serverLog(input), 'work')
    try {
      const worker = await openWorker(rollcall)
      input.out.write(
        input.json ? `${JSON.stringify({ event: 'started' })}\n` : 'Rollcall is working. Stop with Ctrl-C.\n',
      )
      await untilStopped(input.signal)
      await worker.close()
    } finally {
      await rollcall.close()
    }
    return 0
  },
}
