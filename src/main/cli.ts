import { parseArgs } from 'node:util'
import { isAppError, type AppError } from '#base/errors.ts'
import { redactText } from '#base/redact.ts'
import { UsageError, type Command, type Input, type Io } from './command.ts'
import { connectorsCommand } from './commands/connectors.ts'
import { doctorCommand } from './commands/doctor.ts'
import { exportCommand } from './commands/export.ts'
import { importCommand } from './commands/import.ts'
import { planCommand } from './commands/plan.ts'
import { revokeAllCommand } from './commands/revoke-all.ts'
import { rotateKeysCommand } from './commands/rotate-keys.ts'
import { startCommand } from './commands/start.ts'
import { syncCommand } from './commands/sync.ts'
import { usersCommand } from './commands/users.ts'
import { workCommand } from './commands/work.ts'
import { stopSignal } from './stop-signal.ts'
import { VERSION } from './version.ts'

const COMMANDS: readonly Command[] = [
  startCommand,
  workCommand,
  syncCommand,
  planCommand,
  exportCommand,
  importCommand,
  connectorsCommand,
  doctorCommand,
  rotateKeysCommand,
  revokeAllCommand,
  usersCommand,
]

/** The program: runs one command and sets the process's exit code (0 ok, 1 failed, 2 wrong usage). */
export async function main(argv: readonly string[]): Promise<void> {
  // `rollcall export … | head` closes our output early; that is no failure of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  const stop = stopSignal()
  const io = { env: process.env, folder: process.cwd(), out: process.stdout, err: process.stderr, signal: stop.signal }
  process.exitCode = await runCli(argv, io)
  stop.release()
}

/** The same, with everything handed in. */
export async function runCli(argv: readonly string[], io: Io): Promise<0 | 1 | 2> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io[name === undefined ? 'err' : 'out'].write(overview())
    return name === undefined ? 2 : 0
  }
  if (name === '--version') {
    io.out.write(`${VERSION}\n`)
    return 0
  }
  const command = COMMANDS.find((one) => one.name === name)
  if (!command) {
    io.err.write(`rollcall: there is no command "${name}".\n\n${overview()}`)
    return 2
  }
  let json = false
  try {
    const { values, words } = parse(command, rest)
    if (values['help'] === true) {
      io.out.write(help(command))
      return 0
    }
    json = values['json'] === true
    if (words.length < command.words.min) throw new UsageError('A word is missing.')
    if (words.length > command.words.max) throw new UsageError(`"${words[command.words.max]}" is one word too many.`)
    return await command.run({ ...io, values, words, json })
  } catch (error) {
    if (error instanceof UsageError) {
      io.err.write(`rollcall ${name}: ${error.message}\n\n${help(command)}`)
      return 2
    }
    io.err.write(json ? `${JSON.stringify(failureJson(error))}\n` : failureText(error))
    return 1
  }
}

function parse(command: Command, args: readonly string[]): { values: Input['values']; words: string[] } {
  const options = Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, { type }]))
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    })
    return { values, words: positionals }
  } catch (error) {
    // Node's sentence goes on with how to write a word that begins with a dash.
    throw new UsageError((error as Error).message.split('. To specify')[0] ?? 'This cannot be read.')
  }
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length))
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `Usage: rollcall <command> [options]\n\n${lines.join('\n')}\n\nrollcall <command> --help says more. README.md lists the environment.\n`
}

function help(command: Command): string {
  const options = Object.entries(command.options).map(([name, { type, explains }]): [string, string] => [
    `--${name}${type === 'string' ? ' <value>' : ''}`,
    explains,
  ])
  const lines: [string, string][] = [...options, ['--json', 'Print JSON.'], ['--help', 'Print this.']]
  const width = Math.max(...lines.map(([option]) => option.length))
  return `Usage: rollcall ${command.name} ${command.usage}\n\n${command.summary}\n\n${lines
    .map(([option, explains]) => `  ${option.padEnd(width)}  ${explains}`)
    .join('\n')}\n`
}

/** One sentence on what is wrong and what to do about it; never a stack trace. */
function failureText(error: unknown): string {
  if (!isAppError(error)) return `rollcall: ${unexpected(error)}\n`
  const fields = (error.fields ?? []).filter(({ message }) => !error.message.includes(message))
  return [`rollcall: ${error.message}`, ...fields.map(({ path, message }) => `  ${path}: ${message}`), ''].join('\n')
}

function failureJson(error: unknown): object {
  if (!isAppError(error)) return { error: { code: 'internal', message: unexpected(error) } }
  const { code, message, fields }: AppError = error
  return { error: { code, message, ...(fields ? { fields } : {}) } }
}

/** A mistake of ours: its kind and words help whoever reports it. */
function unexpected(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return `Something went wrong on our side (${redactText(text).split('\n')[0]}). Please report it.`
}
