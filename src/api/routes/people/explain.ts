import { explainPerson } from '#core/people/explain-person.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { byId, whole } from '../../schemas/common.ts'
import { Explanation } from '../../schemas/people.ts'

export default defineRoute({
  method: 'GET',
  path: '/people/{id}/explain',
  tag: 'People',
  summary: 'Why each value of a person is what it is; with `field` one of them, else all',
  permission: 'directory:read',
  params: byId,
  query: z.strictObject({ field: z.string().max(63).optional() }),
  success: { status: 200, body: z.union([Explanation, whole(Explanation)]) },
  errors: [],
  handle: async ({ db, readRaw, params, query }) => {
    const explanations = await explainPerson({ db, readRaw }, params.id, query.field)
    return query.field === undefined ? { items: explanations } : explanations[0]!
  },
})
