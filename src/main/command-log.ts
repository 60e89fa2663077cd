import { createLog, type Log } from '#base/log.ts'
import type { Input } from './command.ts'

/** For servers: every event as a line of JSON, fewer of them where a person looks on. */
export function serverLog({ err }: Pick<Input, 'err'>): Log {
  return createLog(err.isTTY ? 'warn' : 'info', { write: (line) => void err.write(line) })
}

/** For commands: their own words are the output, so only trouble is logged. */
export function commandLog({ err }: Pick<Input, 'err'>): Log {
  return createLog('error', { write: (line) => void err.write(line) })
}
