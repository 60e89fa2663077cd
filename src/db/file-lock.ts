import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#base/errors.ts'

/** Held until `release`, or until the process ends in whatever way: the kernel keeps it, not a file's content. */
export type FileLock = { release(): void }

type Mode = 'shared' | 'exclusive'

// flock(2) locks an open file, not a process: a child that inherits our descriptor locks it for us, and the lock stays
// when the child ends. Node has no flock of its own. macOS has no flock program, but perl; 5 and 6 are LOCK_SH and
// LOCK_EX, each with LOCK_NB.
const PROGRAMS: { command: string; args: Record<Mode, string[]> }[] = [
  { command: 'flock', args: { shared: ['-s', '-n', '3'], exclusive: ['-x', '-n', '3'] } },
  {
    command: 'perl',
    args: {
      shared: ['-e', 'open(my $f, "+<&=", 3) or exit 2; exit(flock($f, 5) ? 0 : 1)'],
      exclusive: ['-e', 'open(my $f, "+<&=", 3) or exit 2; exit(flock($f, 6) ? 0 : 1)'],
    },
  },
]

/** Runs a program with our descriptor as its 3. @returns its exit code, or undefined when there is no such program. */
function run(command: string, args: readonly string[], descriptor: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'ignore', descriptor] })
    child.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? resolve(undefined) : reject(error),
    )
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

async function tryLock(descriptor: number, mode: Mode): Promise<boolean> {
  for (const { command, args } of PROGRAMS) {
    const code = await run(command, args[mode], descriptor)
    if (code !== undefined) return code === 0
  }
  throw new AppError('database_unreachable', {
    message:
      'The embedded PostgreSQL needs the program flock (package util-linux) or perl. Install one, or set DATABASE_URL.',
  })
}

/**
 * Locks a file, which is made when it is not there.
 *
 * @param waitMs how long to try while someone else holds it.
 * @returns undefined when it stayed taken.
 */
export async function lockFile(path: string, mode: Mode, waitMs: number): Promise<FileLock | undefined> {
  // A plain descriptor, because a FileHandle that is collected as garbage would close the file and free the lock.
  const descriptor = openSync(path, 'a+', 0o600)
  let locked = false
  try {
    const deadline = Date.now() + waitMs
    while (!(locked = await tryLock(descriptor, mode)) && Date.now() < deadline) await sleep(50)
  } finally {
    if (!locked) closeSync(descriptor)
  }
  return locked ? { release: () => closeSync(descriptor) } : undefined
}
