import type { Writable } from 'node:stream'
import type { ParseArgsOptionsConfig } from 'node:util'

/** What a command is run with: its words, and the world around it. Nothing else of the process is touched. */
export type Io = {
  env: Readonly<Record<string, string | undefined>>
  folder: string
  out: Writable & { isTTY?: boolean }
  err: Writable & { isTTY?: boolean }
  /** Aborts when the process is asked to stop. */
  signal: AbortSignal
}

export type Input = Io & {
  values: Readonly<Record<string, string | boolean | undefined>>
  words: readonly string[]
  json: boolean
}

export type Command = {
  name: string
  summary: string
  /** What stands behind the name in the usage line, e.g. `<connection> [--json]`. */
  usage: string
  /** Explained below the usage, one line each. `--help` and `--json` are every command's. */
  options: Readonly<Record<string, ParseArgsOptionsConfig[string] & { explains: string }>>
  /** How many words it takes. */
  words: { min: number; max: number }
  /** Returns the exit code: 0 ok, 1 failed. Throws UsageError for what only it can see is wrong. */
  run(input: Input): Promise<0 | 1>
}

/** Wrong words on the command line: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
