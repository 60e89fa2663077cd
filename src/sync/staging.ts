import { assert } from '#base/errors.ts'
import { isId } from '#base/ids.ts'
import type { Tx } from '#db/pool.ts'
import type { StreamKind } from '#kit/define.ts'

/**
 * The tables in which one sync keeps what it read until it is merged. They are real, logged tables, so that a killed
 * worker or a crashed database goes on from the last committed page, and they are dropped whole when the sync ends.
 */
export type Staging = {
  accounts: string
  entitlements: string
  grants: string
  activity: string
  transactions: string
  plan: string
  missing: string
  match: string
}

/** The staging tables' names of one sync. The id is checked, because names cannot be parameters. */
export function stagingOf(syncId: string): Staging {
  assert(isId(syncId), 'a sync id is a uuid')
  const hex = syncId.toLowerCase().replaceAll('-', '')
  return {
    accounts: `staging.a_${hex}`,
    entitlements: `staging.e_${hex}`,
    grants: `staging.g_${hex}`,
    activity: `staging.f_${hex}`,
    transactions: `staging.t_${hex}`,
    plan: `staging.p_${hex}`,
    missing: `staging.x_${hex}`,
    match: `staging.m_${hex}`,
  }
}

export const ACCOUNT_COLUMNS = [
  'page',
  'idx',
  'taken',
  'external_id',
  'k0',
  'k1',
  'k2',
  'lacks',
  'email',
  'username',
  'display_name',
  'given_name',
  'family_name',
  'source_status',
  'vendor_status',
  'role',
  'is_admin',
  'is_service_account',
  'is_guest',
  'last_active_at',
  'last_active_day',
  'vendor_created_at',
  'licences',
  'fields',
  'claims',
  'tells_entitlements',
] as const

export const ENTITLEMENT_COLUMNS = [
  'page',
  'stream',
  'kind',
  'external_id',
  'name',
  'description',
  'tells_members',
  'seats',
  'url',
] as const

export const GRANT_COLUMNS = [
  'page',
  'stream',
  'by_account',
  'kind',
  'entitlement_external_id',
  'account_external_id',
] as const

export const ACTIVITY_COLUMNS = [
  'page',
  'idx',
  'stream',
  'account',
  'at',
  'is_day',
  'grade',
  'action',
  'app_external_id',
  'event_id',
  'app_name',
] as const

export const TRANSACTION_COLUMNS = [
  'page',
  'stream',
  'external_id',
  'date',
  'amount',
  'currency',
  'description',
  'period_from',
  'period_to',
] as const

/** @param kinds of the streams that will be read: without facts there are no tables for them. */
export async function createStaging(tx: Tx, staging: Staging, kinds: ReadonlySet<StreamKind>): Promise<void> {
  await tx.query(`create table if not exists ${staging.accounts} (
    page int not null, idx int not null, taken boolean not null, external_id text not null,
    k0 text, k1 text, k2 text, lacks text,
    email text, username text, display_name text, given_name text, family_name text, source_status text, vendor_status text, role text,
    is_admin boolean, is_service_account boolean, is_guest boolean, last_active_at timestamptz, last_active_day boolean, vendor_created_at timestamptz,
    licences text[], fields jsonb, claims jsonb, tells_entitlements boolean)`)
  await tx.query(`create table if not exists ${staging.entitlements} (
    page int not null, stream text not null, kind text not null, external_id text not null, name text not null, description text, tells_members boolean not null, seats int, url text)`)
  await tx.query(`create table if not exists ${staging.grants} (
    page int not null, stream text not null, by_account boolean not null, kind text not null, entitlement_external_id text not null, account_external_id text not null)`)
  if (kinds.has('activity'))
    await tx.query(`create table if not exists ${staging.activity} (
      page int not null, idx int not null, stream text not null, account text not null, at timestamptz not null, is_day boolean not null,
      grade text not null, action text, app_external_id text not null, event_id text, app_name text)`)
  if (kinds.has('transactions'))
    await tx.query(`create table if not exists ${staging.transactions} (
      page int not null, stream text not null, external_id text not null, date date not null, amount numeric not null, currency text not null,
      description text not null, period_from date, period_to date)`)
}

/** Where the records of a stream are staged. */
export function stagedIn(staging: Staging, kind: StreamKind): string {
  switch (kind) {
    case 'accounts':
      return staging.accounts
    case 'memberships':
      return staging.grants
    case 'groups':
    case 'licences':
      return staging.entitlements
    case 'activity':
      return staging.activity
    case 'transactions':
      return staging.transactions
    default:
      return kind satisfies never
  }
}

export async function dropStaging(db: Pick<Tx, 'query'>, staging: Staging): Promise<void> {
  await db.query(`drop table if exists ${Object.values(staging).join(', ')}`)
}
