import { listEntitlements } from '#core/entitlements/entitlements.store.ts'
import { defineRoute } from '../../route.ts'
import { Entitlement } from '../../schemas/accounts.ts'
import { appId } from '../../schemas/apps.ts'
import { id, listQuery, page, search } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/entitlements',
  tag: 'Entitlements',
  summary: 'List groups, roles and licences',
  permission: 'directory:read',
  query: listQuery({
    search,
    connection_id: id.optional(),
    app_id: appId.optional(),
    kind: Entitlement.shape.kind.optional(),
  }),
  success: { status: 200, body: page(Entitlement) },
  errors: [],
  handle: ({ db, query }) => listEntitlements(db, { ...query, connectionId: query.connection_id, appId: query.app_id }),
})
