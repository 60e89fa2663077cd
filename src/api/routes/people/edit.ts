import { editPerson } from '#core/people/edit-person.ts'
import { getPerson } from '#core/people/get-person.ts'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { PersonDetail, PersonEdit } from '../../schemas/people.ts'

export default defineRoute({
  method: 'PATCH',
  path: '/people/{id}',
  tag: 'People',
  summary: 'Set values by hand, or take them back with null',
  permission: 'directory:write',
  params: byId,
  body: PersonEdit,
  success: { status: 200, body: PersonDetail },
  errors: ['conflict'],
  handle: async ({ db, actor, params, body }) => {
    await editPerson(db, actor, params.id, body)
    return getPerson(db, params.id)
  },
})
