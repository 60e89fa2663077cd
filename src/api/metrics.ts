import type { Db } from '#db/pool.ts'
import type { FastifyInstance } from 'fastify'
import type { Pool } from 'pg'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Figures for Prometheus. No label ever holds an id, a name or a path as sent: there are few values of each. */
export type Metrics = {
  observeRequest(labels: { method: string; route: string; status: number }, seconds: number): void
  text(): Promise<string>
  contentType: string
}

export function createMetrics({
  db,
  pool,
}: {
  db: Db
  pool: Pick<Pool, 'totalCount' | 'idleCount' | 'waitingCount'>
}): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry, prefix: 'rollcall_' })
  const requests = new Histogram({
    name: 'rollcall_http_request_seconds',
    help: 'Time to answer a request.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.15, 0.5, 1, 5],
    registers,
  })
  const pooled = new Gauge({
    name: 'rollcall_database_connections',
    help: 'Connections of this process to the database.',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'idle' }, pool.idleCount)
      this.set({ state: 'busy' }, pool.totalCount - pool.idleCount)
      this.set({ state: 'waiting' }, pool.waitingCount)
    },
  })
  const counted = (name: string, help: string, label: string, query: string) =>
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers,
      async collect() {
        this.reset()
        // A figure that cannot be had just now is left out, so that the others still tell what is wrong.
        const rows = await db.query<{ value: string; count: number }>(query).catch(() => [])
        for (const { value, count } of rows) this.set({ [label]: value }, count)
      },
    })
  counted('rollcall_syncs', 'Syncs that are running or held, and those that ended within a day.', 'state', SYNCS)
  counted(
    'rollcall_connections',
    'Connections.',
    'state',
    `select state as value, count(*)::int as count from connections where state <> 'removed' group by 1`,
  )
  counted('rollcall_jobs', 'Jobs in the queue.', 'state', JOBS)
  void pooled
  return {
    observeRequest: ({ method, route, status }, seconds) =>
      requests.observe({ method, route, status: String(status) }, seconds),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

const SYNCS = `select state as value, count(*)::int as count from syncs
  where state in ('queued', 'fetching', 'planning', 'held', 'applying') or finished_at > now() - interval '1 day' group by 1`

const JOBS = `select state::text as value, count(*)::int as count from jobs.job group by 1`

/** Times every request under its route, not its path. */
export function countRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    metrics.observeRequest({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
}
