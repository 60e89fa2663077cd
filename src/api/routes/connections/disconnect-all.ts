import { disconnectAll } from '#core/connections/disconnect-all.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { Severed } from '../../schemas/severed.ts'

export default defineRoute({
  method: 'POST',
  path: '/connections/disconnect-all',
  tag: 'Connections',
  summary: 'Break glass: disconnect everything, revoke every grant, delete every credential; what was read stays',
  permission: 'credentials:write',
  stepUp: true,
  body: z.strictObject({
    confirm: z.literal('disconnect everything').describe('Written out, so that it cannot happen by mistake.'),
  }),
  success: { status: 200, body: Severed },
  errors: [],
  handle: ({ db, vault, connectors, clock, log, actor }) => disconnectAll({ db, vault, connectors, clock, log }, actor),
})
