import { newId } from '#base/ids.ts'
import { recountAccounts } from '#core/connections/recount-accounts.ts'
import { resolvePeople } from '#core/people/resolve-people.ts'
import { refreshSearch } from '#core/people/search-people.ts'
import type { Db } from '#db/pool.ts'

type Row = Record<string, unknown>

async function insert(db: Db, table: string, row: Row): Promise<void> {
  const names = Object.keys(row)
  await db.query(
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  )
}

/** A connection as it stands after its launch, with its app. Returns its id. */
export async function seedConnection(db: Db, over: Row = {}): Promise<string> {
  const row = {
    id: newId(),
    app_id: 'acme',
    connector: 'scim',
    name: `Connection ${newId()}`,
    method: 'bearer',
    selection: 'people_and_accounts',
    preference: 'create_and_update',
    deactivate: true,
    state: 'active',
    precedence: 1,
    ...over,
  }
  await db.query(
    `insert into apps (id, name, connector, category) values ($1, initcap($1), $2, 'Other') on conflict do nothing`,
    [row.app_id, row.connector],
  )
  await insert(db, 'connections', row)
  return row.id
}

/** An account with what its source claims of its person. Returns its id; counts and people are brought up to date. */
export async function seedAccount(db: Db, connectionId: string, over: Row = {}): Promise<string> {
  const id = newId()
  const connection = await db.one<{ appId: string }>('select app_id as "appId" from connections where id = $1', [
    connectionId,
  ])
  const row: Row = {
    id,
    connection_id: connectionId,
    app_id: connection?.appId,
    external_id: id,
    status: 'active',
    source_status: 'active',
    is_admin: false,
    is_service_account: false,
    is_guest: false,
    licences: [],
    fields: {},
    claims: {},
    listed: true,
    first_seen_at: new Date('2026-01-01T00:00:00Z'),
    ...over,
  }
  await insert(db, 'accounts', row)
  await db.tx(async (tx) => {
    await recountAccounts(tx, connectionId)
    if (typeof row['person_id'] === 'string') await resolvePeople(tx, [row['person_id']])
  })
  return String(row['id'])
}

/** A person without accounts. Returns the id. */
export async function seedPerson(db: Db, over: Row = {}): Promise<string> {
  const row = { id: newId(), ...over }
  await insert(db, 'people', row)
  await db.tx((tx) => refreshSearch(tx, { query: 'select $1::uuid', parameters: [row.id] }))
  return row.id
}
