import { storeUpload } from '#core/files/store-upload.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { byId } from '../../schemas/common.ts'
import { StoredUpload } from '../../schemas/files.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/{id}/uploads',
  tag: 'Files',
  summary: 'Upload a file as the whole list of a connection by file; once it is launched, a sync of it begins',
  permission: 'connections:write',
  params: byId,
  query: z.strictObject({ name: z.string().trim().min(1).max(200) }),
  upload: true,
  success: { status: 201, body: StoredUpload },
  errors: ['file_unreadable', 'conflict', 'sync_running'],
  handle: async ({ db, syncs, actor, params, query, file }) => {
    const { isLaunched, ...upload } = await storeUpload(db, actor, params.id, { name: query.name, bytes: file! })
    const begun = isLaunched
      ? await syncs.request({ connectionId: params.id, trigger: 'manual', actor })
      : { syncId: null }
    return { ...upload, ...begun }
  },
})
