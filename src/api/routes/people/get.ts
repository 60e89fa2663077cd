import { getPerson } from '#core/people/get-person.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { PersonDetail } from '../../schemas/people.ts'

export default defineRoute({
  method: 'GET',
  path: '/people/{id}',
  tag: 'People',
  summary: 'One person with their accounts',
  permission: 'directory:read',
  params: byId,
  success: { status: 200, body: PersonDetail },
  errors: [],
  handle: ({ db, params }) => getPerson(db, params.id),
})
