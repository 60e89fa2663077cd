import { newId } from '#base/ids.ts'
import { copyInto } from '#db/copy.ts'
import type { Db } from '#db/pool.ts'
import type { AccountRecord, AccountStatus, Connector } from '#kit/define.ts'
import type { PlanOwner, SyncConnection } from '#sync/context.ts'
import { countPlan, type Counts } from '#sync/counts.ts'
import { mergeEntitlements } from '#sync/entitlements.ts'
import { judge, type HoldReason } from '#sync/guard.ts'
import { applyChanges, recordChanges } from '#sync/merge.ts'
import { findMissing } from '#sync/missing.ts'
import { makePlan } from '#sync/plan.ts'
import { PageRows } from '#sync/rows.ts'
import { ACCOUNT_COLUMNS, createStaging, ENTITLEMENT_COLUMNS, GRANT_COLUMNS, stagingOf } from '#sync/staging.ts'

export type VendorUser = {
  id: string
  email?: string | null
  name?: string
  status?: AccountStatus
  bot?: boolean
  claims?: Record<string, string>
  licences?: string[]
}

export type VendorGroup = { id: string; name: string; members: string[] }

/** A connection in the database, for tests of what comes after the vendor has been read. */
export async function makeConnection(
  db: Db,
  options: Partial<SyncConnection> & { precedence?: number; primary?: boolean } = {},
): Promise<SyncConnection> {
  const id = newId()
  await db.query(`insert into apps (id, name, category) values ('scim', 'SCIM', 'Identity') on conflict do nothing`)
  const connection = {
    id,
    appId: 'scim',
    name: `Connection ${id}`,
    connector: 'scim',
    method: 'bearer',
    credentialId: null,
    hosts: {},
    settings: {},
    selection: 'people_and_accounts',
    preference: 'create_and_update',
    deactivate: true,
    mapping: {},
    guard: { missing: 3, percent: 5 },
    state: 'active',
    vendorTenantId: null,
    referenceSyncId: null,
    ...options,
  } satisfies SyncConnection & { precedence?: number; primary?: boolean }
  await db.query(
    `insert into connections (id, app_id, connector, name, method, selection, preference, deactivate, precedence, is_primary_source, state) values ($1, 'scim', 'scim', $2, 'bearer', $3, $4, $5, $6, $7, 'active')`,
    [
      id,
      connection.name,
      connection.selection,
      connection.preference,
      connection.deactivate,
      options.precedence ?? 1,
      options.primary ?? true,
    ],
  )
  return connection
}

const connector = {
  streams: { users: { kind: 'accounts' }, groups: { kind: 'groups' } },
  licences: [{ externalId: 'seat', name: 'Seat' }],
} as unknown as Connector

let generation = 0

/** Takes a vendor's list through plan, guard and merge as a sync does, without fetching it. */
export async function syncList(
  db: Db,
  connection: SyncConnection,
  users: readonly VendorUser[],
  options: { keys?: string[]; unique?: string[]; groups?: VendorGroup[]; sealed?: boolean } = {},
): Promise<{ syncId: string; counts: Counts; holds: HoldReason[]; owner: PlanOwner }> {
  const syncId = newId()
  const startedAt = new Date()
  await db.query(
    `insert into syncs (id, connection_id, generation, trigger, state, started_at) values ($1, $2, $3, 'manual', 'planning', $4)`,
    [syncId, connection.id, ++generation, startedAt],
  )
  const owner: PlanOwner = {
    sync: {
      id: syncId,
      connectionId: connection.id,
      generation,
      trigger: 'manual',
      state: 'planning',
      epoch: 0,
      attempts: 0,
      startedAt,
      configDigest: null,
      facts: {},
    },
    connection,
    connector,
  }
  const mapping = {
    apply: (raw: unknown) => ({ claims: (raw as { claims: Record<string, string> }).claims, keep: true, problems: [] }),
    keys: options.keys ?? ['email'],
    mandatory: ['email', 'username', 'role'],
  }
  const staging = stagingOf(syncId)
  const rows = new PageRows(0, 'users')
  for (const user of users) rows.account(accountOf(user), { claims: claimsOf(user) }, mapping)
  const groups = new PageRows(0, 'groups')
  for (const group of options.groups ?? [])
    groups.entitlement({
      kind: 'group',
      externalId: group.id,
      name: group.name,
      description: null,
      members: group.members,
    })
  await db.tx(async (tx) => {
    await createStaging(tx, staging, new Set(['accounts', 'groups']))
    await copyInto(tx, `${staging.accounts} (${ACCOUNT_COLUMNS.join(', ')})`, [Buffer.from(rows.accounts)])
    await copyInto(tx, `${staging.entitlements} (${ENTITLEMENT_COLUMNS.join(', ')})`, [
      Buffer.from(groups.entitlements),
    ])
    await copyInto(tx, `${staging.grants} (${GRANT_COLUMNS.join(', ')})`, [Buffer.from(groups.grants)])
    await findMissing(tx, owner as never, staging)
  })
  const sealed = options.sealed ?? true
  return db.tx(async (tx) => {
    await makePlan(tx, owner, staging, mapping, options.unique ?? [])
    const counts = await countPlan(tx, owner, staging, sealed)
    const outcomes = [
      { stream: 'users', state: 'complete' as const },
      { stream: 'groups', state: options.groups ? ('complete' as const) : ('absent' as const) },
    ]
    const holds = await judge(tx, owner, staging, sealed, counts.read, outcomes)
    const part = { held: false, missing: sealed && holds.length === 0 }
    await recordChanges(tx, owner, staging, part, 'applied')
    await applyChanges(tx, owner, staging, part)
    await mergeEntitlements(tx, owner, staging, outcomes, { takeAway: holds.length === 0 })
    await tx.query(
      `update syncs set state = 'done', applied_at = now(), finished_at = now(), sealed_at = now() where id = $1`,
      [syncId],
    )
    return { syncId, counts, holds, owner }
  })
}

export function vendorUsers(count: number): VendorUser[] {
  return Array.from({ length: count }, (_, n) => ({ id: `u${n}`, email: `user${n}@example.test`, name: `User ${n}` }))
}

const claimsOf = (user: VendorUser) => ({
  ...(user.email ? { email: user.email } : {}),
  username: user.id,
  role: 'Employee',
  ...(user.name === undefined ? {} : { displayName: user.name }),
  ...user.claims,
})

function accountOf(user: VendorUser): AccountRecord {
  return {
    externalId: user.id,
    email: user.email ?? null,
    username: user.id,
    displayName: user.name ?? null,
    givenName: null,
    familyName: null,
    status: user.status ?? 'active',
    vendorStatus: null,
    role: null,
    isAdmin: false,
    isServiceAccount: user.bot ?? false,
    isGuest: false,
    lastActiveAt: null,
    createdAt: null,
    licences: user.licences ?? [],
    fields: {},
  }
}
