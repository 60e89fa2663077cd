import { AppError } from '#base/errors.ts'
import type { Tx } from '#db/pool.ts'
import { sql } from '#db/sql.ts'
import type { AccountStatus } from '#kit/define.ts'

/** An account as the API shows it, from `ACCOUNT_FROM`. */
export const ACCOUNT = sql`a.id, a.connection_id as "connectionId", c.name as "connectionName", a.app_id as "appId",
  app.name as "appName", a.external_id as "externalId", a.email, a.username, a.display_name as "displayName",
  a.given_name as "givenName", a.family_name as "familyName", a.status, a.source_status as "sourceStatus",
  a.vendor_status as "vendorStatus", a.manual_status as "manualStatus", a.role, a.is_admin as "isAdmin",
  a.is_service_account as "isServiceAccount", a.is_guest as "isGuest",
  coalesce(a.external_id = c.integration_account_id, false) as "isIntegrationAccount", 
  to_char(a.last_active_at at time zone 'UTC', case when a.last_active_day then 'YYYY-MM-DD' else 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"' end) as "lastActiveAt",
  case when a.last_active_at is not null then case when a.last_active_day then 'day' else 'instant' end end as "lastActivePrecision",
  case when a.last_active_at is not null then coalesce(a.last_active_grade, 'login') end as "lastActiveGrade",
  case when a.last_active_at is not null then coalesce(a.last_active_stream, 'accounts') end as "lastActiveSource",
  a.vendor_created_at as "createdAt", a.person_id as "personId",
  coalesce(p.display_name, p.email, p.username) as "personName", a.unmatched_reason as "unmatchedReason", a.ignored,
  a.licences, a.fields, a.claims, a.first_seen_at as "firstSeenAt", a.missing_since as "missingSince"`

export const ACCOUNT_FROM = sql`accounts a join connections c on c.id = a.connection_id join apps app on app.id = a.app_id
  left join people p on p.id = a.person_id`

/** The expression of the index `accounts_search`, to the letter: the planner compares texts. */
export const ACCOUNT_SEARCH = sql`(coalesce(a.display_name, '') || ' ' || coalesce(a.email, '') || ' ' || coalesce(a.username, ''))`

export type LockedAccount = {
  id: string
  connectionId: string
  personId: string | null
  externalId: string
  status: AccountStatus
  manualStatus: AccountStatus | null
  ignored: boolean
  claims: Record<string, unknown>
}

/** Takes a `Tx`, so that it cannot be called where the lock would end at once. Throws `not_found`. */
export async function lockAccount(tx: Tx, id: string): Promise<LockedAccount> {
  const account = await tx.one<LockedAccount>(
    `select id, connection_id as "connectionId", person_id as "personId", external_id as "externalId", status,
       manual_status as "manualStatus", ignored, claims
     from accounts where id = $1 for update`,
    [id],
  )
  if (!account) throw new AppError('not_found')
  return account
}
