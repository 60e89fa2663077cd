import { deletePerson } from '#core/people/delete-person.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'

export default defineRoute({
  method: 'DELETE',
  path: '/people/{id}',
  tag: 'People',
  summary: 'Delete a person; their accounts stay and wait to be matched',
  permission: 'directory:write',
  stepUp: true,
  params: byId,
  success: { status: 204 },
  errors: [],
  handle: ({ db, actor, params }) => deletePerson(db, actor, params.id),
})
