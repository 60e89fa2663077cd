import { requireConnection } from '#core/connections/connections.store.ts'
import { listUploads } from '#core/files/uploads.store.ts'
import { defineRoute } from '../../route.ts'
import { byId, whole } from '../../schemas/common.ts'
import { Upload } from '../../schemas/files.ts'

export default defineRoute({
  method: 'GET',
  path: '/connections/{id}/uploads',
  tag: 'Files',
  summary: 'The files that were uploaded for a connection, newest first (at most 50)',
  permission: 'connections:read',
  params: byId,
  success: { status: 200, body: whole(Upload) },
  errors: [],
  handle: async ({ db, params }) => {
    await requireConnection(db, params.id)
    return { items: await listUploads(db, params.id) }
  },
})
