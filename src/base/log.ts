import { pino } from 'pino'
import { redact } from './redact.ts'

/** Takes a plain object of facts and one sentence. Facts are redacted at every depth before they are written. */
export type Log = {
  debug(facts: object, message: string): void
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
  /** The same log with facts that every line carries. */
  with(facts: object): Log
}

type Level = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** One JSON line per event to `out` (standard error by default: standard output belongs to the commands). */
export function createLog(level: Level = 'info', out: { write(line: string): void } = process.stderr): Log {
  const logger = pino(
    {
      level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    out,
  )
  const wrap = (bound: object): Log => {
    const write = (name: Exclude<Level, 'silent'>) => (facts: object, message: string) => {
      if (logger.isLevelEnabled(name)) logger[name](redact({ ...bound, ...facts }) as object, message)
    }
    return {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      with: (facts) => wrap({ ...bound, ...facts }),
    }
  }
  return wrap({})
}

export const silentLog: Log = createLog('silent')
