import { AppError } from '#base/errors.ts'
import type { Db, Tx } from '#db/pool.ts'

/** A report of an app by a sign-on service, and how it was recognised. */
export type Sighting = {
  connectionId: string
  connectionName: string
  externalId: string
  /** As the service calls it; the id where it no longer lists it. */
  name: string
  url: string | null
  people: number
  basis: 'site' | 'name' | 'new' | 'chosen'
  standing: boolean
}

/** What was merged or mapped into an app, and can be taken back. */
export type AppMove = {
  id: string
  fromApp: string
  fromName: string
  intoApp: string
  intoName: string
  isMerge: boolean
  sightings: number
  connections: number
  actorName: string
  movedAt: Date
}

/** Which reports of sign-on services mean an app, those that most have first. */
export function listSightings(db: Db, appId: string): Promise<Sighting[]> {
  return db.query(
    `select s.connection_id as "connectionId", c.name as "connectionName", s.external_id as "externalId",
       coalesce(e.name, s.external_id) as name, e.url, s.holders as people, s.basis, s.standing
     from app_sightings s join connections c on c.id = s.connection_id
       left join entitlements e on e.connection_id = s.connection_id and e.kind = 'app' and e.external_id = s.external_id
     where s.app_id = $1 order by s.standing desc, s.holders desc, name, s.external_id limit 200`,
    [appId],
  )
}

const MOVE = `m.id, m.from_app as "fromApp", f.name as "fromName", m.into_app as "intoApp", i.name as "intoName",
  m.is_merge as "isMerge", jsonb_array_length(m.sightings) as sightings, cardinality(m.connections) as connections,
  m.actor_name as "actorName", m.moved_at as "movedAt"
  from app_moves m join apps f on f.id = m.from_app join apps i on i.id = m.into_app`

/** What was moved into or out of an app and not taken back, newest first. */
export function listMoves(db: Db, appId: string): Promise<AppMove[]> {
  return db.query(
    `select ${MOVE} where $1 in (m.from_app, m.into_app) and m.undone_at is null order by m.moved_at desc, m.id desc limit 50`,
    [appId],
  )
}

/** Throws `not_found`. */
export async function getMove(db: Db, id: string): Promise<AppMove> {
  const move = await db.one<AppMove>(`select ${MOVE} where m.id = $1`, [id])
  if (!move) throw new AppError('not_found')
  return move
}

/** Locks both apps in one order, so that two who move at once do not wait for each other. Throws `invalid_input`. */
export async function lockBoth(tx: Tx, fromId: string, intoId: string): Promise<void> {
  const rows = await tx.query<{ id: string; mergedInto: string | null }>(
    'select id, merged_into as "mergedInto" from apps where id = any($1::text[]) order by id for update',
    [[fromId, intoId]],
  )
  if (fromId === intoId) throw refused('An app cannot be merged with itself.')
  const into = rows.find(({ id }) => id === intoId)
  if (!into) throw refused('There is no app with this id.')
  if (into.mergedInto !== null) throw refused('This app was merged into another one itself. Choose that one.')
  const from = rows.find(({ id }) => id === fromId)
  if (!from) throw new AppError('not_found')
  if (from.mergedInto !== null) throw new AppError('conflict', { message: 'This app was merged already.' })
}

const refused = (message: string) => new AppError('invalid_input', { fields: [{ path: 'intoId', message }] })
