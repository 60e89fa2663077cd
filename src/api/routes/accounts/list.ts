import { listAccounts } from '#core/accounts/list-accounts.ts'
import { defineRoute } from '../../route.ts'
import { Account } from '../../schemas/accounts.ts'
import { appId } from '../../schemas/apps.ts'
import { flag, id, listQuery, page, search } from '../../schemas/common.ts'
import { Status } from '../../schemas/people.ts'

export default defineRoute({
  method: 'GET',
  path: '/accounts',
  tag: 'Accounts',
  summary: 'List accounts',
  permission: 'directory:read',
  query: listQuery({
    search,
    connection_id: id.optional(),
    app_id: appId.optional(),
    person_id: id.optional(),
    /** Those that hold this group, role or licence. */
    entitlement_id: id.optional(),
    status: Status.optional(),
    /** The status of the person who holds the account: `inactive` finds what leavers still have. */
    person_status: Status.optional(),
    /** `true`: those that wait for a person to be found or made (F92). */
    unmatched: flag.optional(),
    is_admin: flag.optional(),
    is_service_account: flag.optional(),
    is_guest: flag.optional(),
  }),
  success: { status: 200, body: page(Account) },
  errors: [],
  handle: ({ db, query }) =>
    listAccounts(db, {
      ...query,
      connectionId: query.connection_id,
      appId: query.app_id,
      personId: query.person_id,
      entitlementId: query.entitlement_id,
      personStatus: query.person_status,
      isAdmin: query.is_admin,
      isServiceAccount: query.is_service_account,
      isGuest: query.is_guest,
    }),
})
