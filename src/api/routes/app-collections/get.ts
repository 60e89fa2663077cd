import { AppError } from '#base/errors.ts'
import { COLLECTIONS, readCollection } from '#core/apps/read-collection.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { AppCollection } from '../../schemas/apps.ts'

export default defineRoute({
  method: 'GET',
  path: '/app-collections/{id}',
  tag: 'Apps',
  summary: 'One collection of the catalogue, with why each app is in it',
  permission: 'directory:read',
  params: z.strictObject({ id: z.string().max(63) }),
  success: { status: 200, body: AppCollection },
  errors: [],
  handle: ({ db, params }) => {
    const id = COLLECTIONS.find((one) => one === params.id)
    if (id === undefined) throw new AppError('not_found')
    return readCollection(db, id)
  },
})
