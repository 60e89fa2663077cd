import { listCredentials } from '#core/credentials/credentials.store.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { flag, listQuery, page, search } from '../../schemas/common.ts'
import { Credential } from '../../schemas/credentials.ts'
import { credentialView } from '../../views/credential.ts'

export default defineRoute({
  method: 'GET',
  path: '/credentials',
  tag: 'Credentials',
  summary: 'List credentials, without their secrets',
  permission: 'credentials:read',
  query: listQuery({
    search,
    connector: z.string().max(63).optional(),
    method: z.string().max(63).optional(),
    owner_id: z.string().max(100).optional(),
    used: flag.optional(),
  }),
  success: { status: 200, body: page(Credential) },
  errors: [],
  handle: async ({ db, users, connectors, query }) => {
    const { items, nextCursor } = await listCredentials(db, { ...query, ownerId: query.owner_id })
    return { items: await Promise.all(items.map((item) => credentialView({ users, connectors }, item))), nextCursor }
  },
})
