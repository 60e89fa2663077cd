import { AppError } from '#base/errors.ts'
import type { Db } from '#db/pool.ts'
import type { VendorClient, VendorResponse } from '#kit/define.ts'
import { newestUpload, uploadPage } from './uploads.store.ts'

/** Answers like a vendor, out of what was uploaded for a connection: nothing is sent anywhere. */
export function fileDoor(db: Db, connectionId: string): VendorClient {
  const answer = (body: string): VendorResponse => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(body),
  })
  return {
    async request({ path, query = {} }) {
      if (path === '/newest') {
        const newest = await newestUpload(db, connectionId)
        return answer(JSON.stringify(newest ? { id: newest.id } : {}))
      }
      const page = Number(query['page'])
      const body = await uploadPage(db, connectionId, String(query['upload']), page)
      if (body === undefined) throw new AppError('vendor_not_found')
      return answer(body)
    },
  }
}
