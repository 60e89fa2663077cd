import type { Command } from '../command.ts'
import { serverLog } from '../command-log.ts'
import { readConfig } from '../config.ts'
import { runDemo } from '../demo/run-demo.ts'
import { start } from '../start.ts'

export const startCommand: Command = {
  name: 'start',
  summary: 'Serves the pages and the API, and runs syncs, until it is stopped.',
  usage: '[--no-work] [--demo]',
  options: {
    'no-work': { type: 'boolean', explains: 'Leave the syncs to `rollcall work` processes.' },
    demo: { type: 'boolean', explains: 'On a throw-away home, with a simulated company connected and synced.' },
  },
  words: { min: 0, max: 0 },
  async run(input) {
    const { env, folder, values } = input
    const config = readConfig(env, folder)
    const log = serverLog(input)
    if (values['demo'] === true) await runDemo(config, log, input)
    else await start(config, log, { ...input, works: values['no-work'] !== true })
    return 0
  },
}
