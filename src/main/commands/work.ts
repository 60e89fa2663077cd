import type { Command } from '../command.ts'
import { serverLog } from '../command-log.ts'
import { readConfig } from '../config.ts'
import { openRollcall } from '../open-rollcall.ts'
import { untilStopped } from '../stop-signal.ts'
import { signHeads } from '../sign-heads.ts'
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
      const heads = await signHeads(rollcall)
      input.out.write(
        input.json ? `${JSON.stringify({ event: 'started' })}\n` : 'Rollcall is working. Stop with Ctrl-C.\n',
      )
      await untilStopped(input.signal)
      await heads.close()
      await worker.close()
    } finally {
      await rollcall.close()
    }
    return 0
  },
}
