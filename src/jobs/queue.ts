import { PgBoss } from 'pg-boss'
import type { Log } from '#base/log.ts'
import type { Tx } from '#db/pool.ts'

/** Each kind of work has a queue of its own, so that none waits behind another's backlog (J8). */
export const QUEUES = ['sync'] as const
export type QueueName = (typeof QUEUES)[number]

/** What a job carries: ids only, never a secret (S21). */
export type JobData = { id: string }

// A worker that is killed stops its heartbeat; 20 s later at most another check returns the job to the queue, so that
// work goes on within 60 s with the monitor below (C5). The library's own default would take up to three minutes.
const HEARTBEAT_SECONDS = 15
const MONITOR_SECONDS = 10

// A long sync is kept alive by its heartbeat, not by this; it only bounds a job whose worker hangs for a day (J6).
const EXPIRE_SECONDS = 23 * 60 * 60

/** The durable queue in the database, on pg-boss. One job per sync at a time, in whatever process is free. */
export type Queue = {
  /** Adds a job inside the caller's transaction: it exists if and only if that commits. A second one for the id is dropped. */
  enqueue(tx: Tx, queue: QueueName, id: string, options?: { startAfter?: Date }): Promise<void>
  /** The same outside of any transaction. */
  send(queue: QueueName, id: string, options?: { startAfter?: Date }): Promise<void>
  /** Runs jobs as they come, `concurrency` at once. The signal ends when the process stops or the job was taken away. */
  work(
    queue: QueueName,
    concurrency: number,
    handle: (id: string, signal: AbortSignal) => Promise<{ again?: Date } | void>,
  ): Promise<void>
  /** Lets running handlers end for up to `graceMs`, then leaves their jobs to others. */
  stop(graceMs: number): Promise<void>
}

/**
 * Opens the queue; its tables are made on the first start.
 *
 * @param role 'send' only adds jobs, 'work' also runs them and watches over heartbeats.
 */
export async function openQueue(options: { url: string; log: Log; role: 'send' | 'work' }): Promise<Queue> {
  const { log } = options
  const works = options.role === 'work'
  const boss = new PgBoss({
    connectionString: options.url,
    schema: 'jobs',
    application_name: 'rollcall-jobs',
    max: works ? 4 : 2,
    supervise: works,
    schedule: false,
    superviseIntervalSeconds: MONITOR_SECONDS,
    monitorIntervalSeconds: MONITOR_SECONDS,
    useListenNotify: works,
  })
  boss.on('error', (error) => log.warn({ error }, 'the job queue had an error'))
  boss.on('warning', (warning) => log.warn({ warning }, 'the job queue warns'))
  await boss.start()
  for (const name of QUEUES) {
    await boss.createQueue(name, {
      policy: 'exclusive',
      retryLimit: 1000,
      retryDelay: 2,
      retryBackoff: true,
      retryDelayMax: 60,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      expireInSeconds: EXPIRE_SECONDS,
      deleteAfterSeconds: 24 * 60 * 60,
      notify: true,
    })
  }
  const stopping = new AbortController()

  const jobOptions = (id: string, more: { startAfter?: Date } | undefined) => ({
    singletonKey: id,
    ...(more?.startAfter ? { startAfter: more.startAfter } : {}),
  })
  return {
    async enqueue(tx, queue, id, more) {
      await boss.send(queue, { id } satisfies JobData, {
        ...jobOptions(id, more),
        db: { executeSql: (text, values) => tx.client.query(text, values) },
      })
    },
    async send(queue, id, more) {
      await boss.send(queue, { id } satisfies JobData, jobOptions(id, more))
    },
    async work(queue, concurrency, handle) {
      await boss.work<JobData>(
        queue,
        { batchSize: 1, localConcurrency: concurrency, pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2 },
        async ([job]) => {
          if (!job) return
          const result = await handle(job.data.id, AbortSignal.any([job.signal, stopping.signal]))
          // Exclusive: the follower can only be added once this one is complete, so it is sent after the return.
          if (result?.again !== undefined) setImmediate(() => void followUp(queue, job.data.id, result.again!))
        },
      )
    },
    async stop(graceMs) {
      stopping.abort(new Error('the process is stopping'))
      await boss.stop({ graceful: true, timeout: graceMs })
    },
  }

  async function followUp(queue: QueueName, id: string, at: Date, tries = 20): Promise<void> {
    try {
      const sent = await boss.send(queue, { id } satisfies JobData, jobOptions(id, { startAfter: at }))
      if (sent === null && tries > 0) setTimeout(() => void followUp(queue, id, at, tries - 1), 250).unref()
    } catch (error) {
      // The sweep finds a running sync without a job and sends it again.
      log.warn({ error }, 'a parked job could not be sent; the sweep will')
    }
  }
}
