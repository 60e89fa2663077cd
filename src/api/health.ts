import type { FastifyInstance } from 'fastify'
import type { Metrics } from './metrics.ts'

/** Asks each thing that Rollcall cannot work without; true when it is fine. */
export type Readiness = () => Promise<Record<'database' | 'migrations' | 'disk', boolean>>

/** `/healthz`: this process answers. `/readyz`: it can also do its work. `/metrics`: figures for Prometheus. */
export function addHealth(app: FastifyInstance, readiness: Readiness, metrics: Metrics): void {
  app.get('/healthz', async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }))
  app.get('/readyz', async (_request, reply) => {
    const checks = await readiness()
    const ready = Object.values(checks).every(Boolean)
    return reply
      .header('cache-control', 'no-store')
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'not ready', checks })
  })
  app.get('/metrics', async (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.text()),
  )
}
