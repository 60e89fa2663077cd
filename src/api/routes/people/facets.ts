import { readPeopleFacets } from '#core/people/people-facets.ts'
import { defineRoute } from '../../route.ts'
import { PeopleFacets } from '../../schemas/people.ts'

export default defineRoute({
  method: 'GET',
  path: '/people/facets',
  tag: 'People',
  summary: 'Statuses and departments with how many people have them',
  permission: 'directory:read',
  success: { status: 200, body: PeopleFacets },
  errors: [],
  handle: ({ db }) => readPeopleFacets(db),
})
