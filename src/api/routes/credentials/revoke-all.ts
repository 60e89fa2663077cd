import { revokeAll } from '#core/connections/revoke-all.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { RevokeAllReport } from '../../schemas/credentials.ts'

export default defineRoute({
  method: 'POST',
  path: '/credentials/revoke-all',
  tag: 'Credentials',
  summary: 'Break-glass: disconnect everything, revoke it at the vendors, erase every credential',
  permission: 'credentials:write',
  stepUp: true,
  body: z.strictObject({ confirm: z.literal('revoke everything') }),
  success: { status: 200, body: RevokeAllReport },
  errors: [],
  handle: ({ db, vault, connectors, clock, log, actor }) => revokeAll({ db, vault, connectors, clock, log }, actor),
})
