import { listPersonFields } from '#core/people/person-fields.store.ts'
import { defineRoute } from '../../route.ts'
import { whole } from '../../schemas/common.ts'
import { PersonField } from '../../schemas/people.ts'

export default defineRoute({
  method: 'GET',
  path: '/person-fields',
  tag: 'People',
  summary: 'The fields that a person has, those made while mapping included',
  permission: 'directory:read',
  success: { status: 200, body: whole(PersonField) },
  errors: [],
  handle: async ({ db }) => ({ items: await listPersonFields(db) }),
})
