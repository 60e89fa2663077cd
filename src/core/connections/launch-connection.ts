import type { Clock } from '#base/clock.ts'
import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'
import type { Connector } from '#kit/define.ts'
import type { Actor } from '../audit/actor.ts'
import { recordAudit } from '../audit/record-audit.ts'
import { mappingProblems } from './check-connection-mapping.ts'
import { connectorOf, lockConnection } from './connections.store.ts'
import { nextDue } from './schedule.ts'
import { requireFreeTenant } from './vendor-tenant.ts'

type Parts = { db: Db; connectors: ReadonlyMap<string, Connector>; clock: Clock }

/**
 * Makes a draft active (F58). Throws `mapping_invalid` naming what its mapping lacks (it then stays a draft), `conflict`
 * when it was launched before, `tenant_connected` when another connection reads the same vendor account, `connection_disconnected` when it has no credential.
 */
export async function launchConnection({ db, connectors, clock }: Parts, actor: Actor, id: string): Promise<void> {
  await db.tx(async (tx) => {
    const connection = await lockConnection(tx, id)
    if (connection.state === 'disconnected' || connection.credentialId === null)
      throw new AppError('connection_disconnected')
    if (connection.state !== 'draft')
      throw new AppError('conflict', { message: 'This connection is launched already.' })
    const connector = connectorOf(connectors, connection.connector, connection.method)
    await requireFreeTenant(tx, connector, connection)
    const problems = await mappingProblems(tx, connector, connection.mapping)
    if (problems.length > 0) throw new AppError('mapping_invalid', { fields: problems })
    await tx.query(`update connections set state = 'active', next_due_at = $2, updated_at = now() where id = $1`, [
      id,
      nextDue(connection.schedule, clock.now()),
    ])
    const becamePrimary = await leadIfFirst(tx, connectors, id, connector)
    await recordAudit(tx, actor, {
      action: 'connection.launch',
      target: { kind: 'connection', id },
      detail: { name: connection.name, becamePrimary },
    })
  })
}

/**
 * The first SSO or HR connection leads the directory: people's status follows it, and it is believed first. Until there
 * is one, the first connection of any kind stands in for it (F88, F89). What a person has chosen since is not undone:
 * only a stand-in gives way.
 */
async function leadIfFirst(
  tx: Tx,
  connectors: ReadonlyMap<string, Connector>,
  id: string,
  connector: Connector,
): Promise<boolean> {
  const leading = await tx.query<{ id: string; connector: string }>(
    'select id, connector from connections where is_primary_source for update',
  )
  const isReal = (one: string) => connectors.get(one)?.isPrimarySource ?? false
  if (leading.length > 0 && (!connector.isPrimarySource || leading.some((one) => isReal(one.connector)))) return false
  await tx.query('update connections set is_primary_source = (id = $1) where is_primary_source or id = $1', [id])
  await tx.query(
    `update connections c set precedence = o.place
     from (select id, row_number() over (order by id <> $1, precedence, id) as place from connections) o
     where o.id = c.id and c.precedence <> o.place`,
    [id],
  )
  return true
}
