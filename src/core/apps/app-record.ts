import { AppError } from '#base/errors.ts'
import type { Tx } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import { freeId } from './create-app.ts'

/** Which app record gets a connection's accounts (F40): the one that the app's connections share, or one of its own. */
export type AppRecord = 'shared' | 'own'

/**
 * The id of the app record for a connection; it is made when it is not there.
 *
 * @param name of the connection, which its own record is called by.
 */
export async function appRecordFor(tx: Tx, connector: Connector, record: AppRecord, name: string): Promise<string> {
  if (record === 'own') {
    const id = await freeId(tx, name)
    await insertApp(tx, { id, name }, connector)
    return id
  }
  const shared = await tx.one<{ id: string }>(
    'select id from apps where connector = $1 and merged_into is null order by id <> $1, created_at, id limit 1',
    [connector.id],
  )
  if (shared) return shared.id
  await insertApp(tx, connector, connector)
  return connector.id
}

async function insertApp(tx: Tx, { id, name }: { id: string; name: string }, connector: Connector): Promise<void> {
  await tx.query(
    `insert into apps (id, name, connector, category, description) values ($1, $2, $3, $4, $5) on conflict (id) do nothing`,
    [id, name, connector.id, connector.category, connector.description],
  )
}

/** The named app, else the shared record of the connector's app. Throws `invalid_input` for an app that is not there. */
export async function requireApp(tx: Tx, connector: Connector, appId: string | undefined): Promise<string> {
  if (appId === undefined) return appRecordFor(tx, connector, 'shared', connector.name)
  const found = await tx.one<{ id: string }>('select coalesce(merged_into, id) as id from apps where id = $1', [appId])
  if (found) return found.id
  if (appId !== connector.id) {
    throw new AppError('invalid_input', { fields: [{ path: 'appId', message: 'There is no app with this id.' }] })
  }
  await insertApp(tx, connector, connector)
  return connector.id
}

/** Moves a connection with its accounts to another app record. The record that it leaves stays in the catalogue. */
export async function moveToApp(tx: Tx, connectionId: string, appId: string): Promise<void> {
  await tx.query('update connections set app_id = $2 where id = $1', [connectionId, appId])
  await tx.query('update accounts set app_id = $2 where connection_id = $1 and app_id <> $2', [connectionId, appId])
}
