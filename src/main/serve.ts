import { createMetrics } from '#api/metrics.ts'
import { createServer } from '#api/server.ts'
import { createSyncCommands } from '#api/sync-commands.ts'
import { createSyncProgress } from '#api/sync-progress.ts'
import { AppError } from '#base/errors.ts'
import { pendingMigrations, readMigrations } from '#db/migrate.ts'
import type { Queue } from '#jobs/queue.ts'
import { readRaw } from '#sync/raw.ts'
import { enqueueOn } from '#sync/work.ts'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer as createSocket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { defaultUrl } from './config.ts'
import { freeBytes, LEAST_FREE_BYTES } from './home-folder.ts'
import type { Rollcall } from './open-rollcall.ts'

const WEB_ROOT = fileURLToPath(new URL('../../web/dist', import.meta.url))

/**
 * Serves the API and the pages until `close`. Throws `port_taken`.
 *
 * @returns the address to open in a browser on this machine.
 */
export async function serve(rollcall: Rollcall, queue: Queue): Promise<{ url: string; close(): Promise<void> }> {
  const { config, db, log, clock, connectors, refreshConnectors, vault, users, oidc, openClient, mail, database } =
    rollcall
  const app = await createServer({
    services: {
      db,
      log,
      clock,
      egressAddresses: config.egressAddresses,
      connectors,
      refreshConnectors,
      vault,
      users,
      oidc,
      publicUrl: config.publicUrl,
      openClient,
      mail,
      syncs: createSyncCommands({ db, clock, connectors, enqueue: enqueueOn(queue) }),
      progress: createSyncProgress(db),
      readRaw: (connectionId, externalId) => readRaw(db, connectors, connectionId, externalId),
    },
    publicUrl: config.publicUrl,
    readiness: createReadiness(rollcall),
    metrics: createMetrics({ db, pool: database.pool }),
    webRoot: existsSync(WEB_ROOT) ? WEB_ROOT : undefined,
  })
  try {
    await app.listen({ host: config.host, port: config.port })
  } catch (thrown) {
    await app.close()
    throw listenError(thrown, config.port)
  }
  const { port } = app.server.address() as AddressInfo
  return { url: defaultUrl(config.host, port), close: () => app.close() }
}

/** Tries the port before anything slow is begun. Throws `port_taken`, or `invalid_input` for a HOST that is not ours. */
export async function checkPort(host: string, port: number): Promise<void> {
  const socket = createSocket()
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.listen({ host, port, exclusive: true }, resolve)
    })
  } catch (thrown) {
    throw listenError(thrown, port)
  } finally {
    await new Promise((resolve) => socket.close(resolve))
  }
}

function listenError(thrown: unknown, port: number): unknown {
  const code = (thrown as NodeJS.ErrnoException).code ?? ''
  switch (code) {
    case 'EADDRINUSE':
      return new AppError('port_taken', {
        message: `Port ${port} is in use by another program. Stop it, or start with another PORT.`,
        cause: thrown,
      })
    case 'EACCES':
      return new AppError('port_taken', {
        message: `This user may not use port ${port}. Start with a PORT of 1024 or above.`,
        cause: thrown,
      })
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new AppError('invalid_input', {
        message: 'HOST is not an address of this machine. Leave it out, or set 0.0.0.0 to be reached from others.',
        cause: thrown,
      })
    default:
      return thrown
  }
}

function createReadiness({ db, config }: Rollcall) {
  const allMigrated = async (): Promise<boolean> => {
    const applied = await db.query<{ name: string; sha256: string }>('select name, sha256 from migrations')
    return pendingMigrations(await readMigrations(), applied).length === 0
  }
  const holds = (check: Promise<boolean>) => check.catch(() => false)
  return async () => ({
    database: await holds(db.query('select 1').then(() => true)),
    migrations: await holds(allMigrated()),
    disk: ((await freeBytes(config.home)) ?? Infinity) >= LEAST_FREE_BYTES,
  })
}
