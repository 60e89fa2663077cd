import { queryOptions } from '@tanstack/react-query'
import { request } from '../api/client.ts'

export const previewFile = (file: Blob) => request('POST /file-previews', { body: file })

export const uploadFile = (id: string, file: File) =>
  request('POST /connections/{id}/uploads', { path: { id }, query: { name: file.name }, body: file })

export const uploadsQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'uploads'],
    queryFn: ({ signal }) => request('GET /connections/{id}/uploads', { path: { id }, signal }),
  })
