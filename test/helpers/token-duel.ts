import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

/** What a worker is started with, as JSON in its arguments. */
export type DuelOptions = {
  databaseUrl: string
  /** 32 bytes, base64. */
  rootKey: string
  credentialId: string
  hosts: Record<string, string>
  /** Looks again at once instead of after a while, for rounds that the test drives. */
  isImpatient: boolean
}

/** Done by all tasks together; `errors` by code. */
export type DuelResult = { done: number; errors: Record<string, number> }

/** So many tasks at once, each so many calls; or each as many as fit into so many milliseconds. */
export type DuelOrder = { tasks: number; calls: number } | { tasks: number; forMs: number }

/** Another process of Rollcall, as far as tokens go: it shares the database and nothing else. */
export type Duellist = { order(what: DuelOrder): Promise<DuelResult>; stop(): void }

export async function startDuellist(options: DuelOptions): Promise<Duellist> {
  const child: ChildProcess = fork(join(import.meta.dirname, '..', 'faults', 'token-duellist.ts'), [
    JSON.stringify(options),
  ])
  const { promise: ended, reject: end } = Promise.withResolvers<never>()
  ended.catch(() => {})
  child.once('exit', () => end(new Error('a duellist has ended')))
  const next = () => {
    const { promise, resolve } = Promise.withResolvers<DuelResult>()
    child.once('message', (message) => resolve(message as DuelResult))
    return Promise.race([promise, ended])
  }
  await next()
  return {
    order(what) {
      const result = next()
      child.send(what)
      return result
    },
    stop: () => void child.kill(),
  }
}
