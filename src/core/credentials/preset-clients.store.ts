import type { Db } from '#db/pool.ts'
import { allOf, sql } from '#db/sql.ts'

/** An OAuth client that serves every new connection of a connector (F16). Its secret is in the vault. */
export type PresetClient = {
  connector: string
  method: string
  credentialId: string
  publicFields: Record<string, string>
  /** Where it may be used. */
  hosts: string[]
  updatedAt: Date
  /** Connections that have a copy of it as it is now. */
  usedBy: { connectionId: string; name: string }[]
}

const PRESET = sql`p.connector, p.method, p.credential_id as "credentialId", k.public_fields as "publicFields", k.hosts,
  k.updated_at as "updatedAt", coalesce((select jsonb_agg(jsonb_build_object('connectionId', c.id, 'name', c.name) order by c.name)
    from connections c join credentials copy on copy.id = c.credential_id
    where c.connector = p.connector and c.method = p.method and copy.public_fields = k.public_fields and c.removed_at is null), '[]') as "usedBy"`

export function findPresetClient(db: Db, connector: string, method: string): Promise<PresetClient | undefined> {
  return db.one<PresetClient>(sql`select ${PRESET} from preset_clients p join credentials k on k.id = p.credential_id
    where p.connector = ${connector} and p.method = ${method}`)
}

/** By connector and method. */
export function listPresetClients(db: Db, connector?: string): Promise<PresetClient[]> {
  return db.query<PresetClient>(sql`select ${PRESET} from preset_clients p join credentials k on k.id = p.credential_id
    where ${allOf(connector === undefined ? [] : [sql`p.connector = ${connector}`])} order by p.connector, p.method`)
}
