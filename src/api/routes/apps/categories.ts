import { listAppCategories } from '#core/apps/apps.store.ts'
import { defineRoute } from '../../route.ts'
import { AppCategory } from '../../schemas/apps.ts'
import { whole } from '../../schemas/common.ts'

export default defineRoute({
  method: 'GET',
  path: '/app-categories',
  tag: 'Apps',
  summary: 'Categories of the catalogue',
  permission: 'directory:read',
  success: { status: 200, body: whole(AppCategory) },
  errors: [],
  handle: async ({ db }) => ({ items: await listAppCategories(db) }),
})
