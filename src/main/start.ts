import type { Log } from '#base/log.ts'
import type { Writable } from 'node:stream'
import type { Config } from './config.ts'
import { prepareFirstStart } from './first-start.ts'
import { lockHome, makeHome } from './home-folder.ts'
import { openRollcall, type Rollcall } from './open-rollcall.ts'
import { checkPort, serve } from './serve.ts'
import { signHeads } from './sign-heads.ts'
import { untilStopped } from './stop-signal.ts'
import { VERSION } from './version.ts'
import { openSender, openWorker } from './work.ts'

type Options = {
  out: Writable
  json: boolean
  signal: AbortSignal
  /** Whether this process runs syncs too. */
  works: boolean
  /** What is to be there before any work begins. */
  prepare?: (rollcall: Rollcall) => Promise<void>
  /** Called once everything runs. */
  onStarted?: (rollcall: Rollcall, url: string) => Promise<void>
}

/**
 * Serves until the signal aborts, then stops within ten seconds. What was opened is closed in the opposite order, also
 * when the start fails half-way.
 *
 * Throws one error that says in a sentence why it cannot start and what to do.
 */
export async function start(config: Config, log: Log, options: Options): Promise<void> {
  const { out, json, signal, works } = options
  const closers: (() => void | Promise<void>)[] = []
  try {
    await makeHome(config.home)
    if (works) {
      const lock = await lockHome(config.home)
      closers.push(() => lock?.release())
    }
    await checkPort(config.host, config.port)
    const rollcall = await openRollcall(config, log, 'web')
    closers.push(() => rollcall.close())
    const setUpCode = await prepareFirstStart(rollcall)
    await options.prepare?.(rollcall)
    const worker = await (works ? openWorker(rollcall) : openSender(rollcall))
    closers.push(() => worker.close())
    const heads = await signHeads(rollcall)
    closers.push(() => heads.close())
    const server = await serve(rollcall, worker.queue)
    closers.push(() => server.close())
    const url = config.port === 0 ? server.url : config.publicUrl
    out.write(json ? `${JSON.stringify({ event: 'started', url, setUpCode })}\n` : welcome(url, setUpCode))
    await options.onStarted?.(rollcall, url)
    await untilStopped(signal)
    if (!json) out.write('\nStopping …\n')
  } finally {
    for (const close of closers.toReversed()) await close()
  }
}

function welcome(url: string, setUpCode: string | undefined): string {
  const first =
    setUpCode === undefined
      ? ''
      : `\nThis is the first start. Open that address and enter the one-time set-up code:\n\n    ${setUpCode}\n`
  return `Rollcall ${VERSION} is running at ${url}\n${first}\nStop with Ctrl-C.\n`
}
