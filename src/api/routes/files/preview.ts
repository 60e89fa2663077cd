import { previewFile } from '#core/files/preview-file.ts'
import { defineRoute } from '../../route.ts'
import { FilePreview } from '../../schemas/files.ts'

export default defineRoute({
  method: 'POST',
  path: '/file-previews',
  tag: 'Files',
  summary: 'Look at a file of users before anything of it is stored',
  permission: 'connections:write',
  upload: true,
  success: { status: 200, body: FilePreview },
  errors: ['file_unreadable'],
  handle: ({ file }) => previewFile(file!),
})
