import { createPerson } from '#core/people/create-person.ts'
import { getPerson } from '#core/people/get-person.ts'
import { defineRoute } from '../../route.ts'
import { NewPerson, PersonDetail } from '../../schemas/people.ts'

export default defineRoute({
  method: 'POST',
  path: '/people',
  tag: 'People',
  summary: 'Add a person by hand',
  permission: 'directory:write',
  body: NewPerson,
  success: { status: 201, body: PersonDetail },
  errors: ['conflict'],
  handle: async ({ db, actor, body }) => getPerson(db, await createPerson(db, actor, body)),
})
