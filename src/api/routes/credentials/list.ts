import { listCredentials } from '#core/credentials/credentials.store.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { listQuery, page, search } from '../../schemas/common.ts'
import { Credential } from '../../schemas/credentials.ts'

export default defineRoute({
  method: 'GET',
  path: '/credentials',
  tag: 'Credentials',
  summary: 'List credentials, without their secrets',
  permission: 'credentials:read',
  query: listQuery({ search, connector: z.string().max(63).optional() }),
  success: { status: 200, body: page(Credential) },
  errors: [],
  handle: ({ db, query }) => listCredentials(db, query),
})
