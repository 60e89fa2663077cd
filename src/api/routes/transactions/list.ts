import { listTransactions } from '#core/transactions/list-transactions.ts'
import { defineRoute } from '../../route.ts'
import { appId } from '../../schemas/apps.ts'
import { id, listQuery, page } from '../../schemas/common.ts'
import { since, Transaction } from '../../schemas/facts.ts'

export default defineRoute({
  method: 'GET',
  path: '/transactions',
  tag: 'Transactions',
  summary: 'List what vendors charged',
  permission: 'directory:read',
  query: listQuery({ connection_id: id.optional(), app_id: appId.optional(), since }),
  success: { status: 200, body: page(Transaction) },
  errors: [],
  handle: ({ db, query }) => listTransactions(db, { ...query, connectionId: query.connection_id, appId: query.app_id }),
})
