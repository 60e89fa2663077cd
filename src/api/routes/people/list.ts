import { listPeople } from '#core/people/list-people.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { appId } from '../../schemas/apps.ts'
import { flag, id, listQuery, page, search } from '../../schemas/common.ts'
import { Person, Status } from '../../schemas/people.ts'

export default defineRoute({
  method: 'GET',
  path: '/people',
  tag: 'People',
  summary: 'List people by e-mail',
  permission: 'directory:read',
  query: listQuery({
    search,
    status: Status.optional(),
    department: z.string().max(1000).optional(),
    connection_id: id.optional(),
    app_id: appId.optional(),
    /** `true`: those without any account. */
    unmatched: flag.optional(),
  }),
  success: { status: 200, body: page(Person) },
  errors: [],
  handle: ({ db, query }) =>
    listPeople(db, {
      ...query,
      connectionId: query.connection_id,
      appId: query.app_id,
      withoutAccounts: query.unmatched,
    }),
})
