import { AppError } from '#base/errors.ts'
import { connectorOf } from '#core/connections/connections.store.ts'
import { planConnectionScopes } from '#core/connections/plan-scopes.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'
import { ScopePlan } from '../../schemas/connectors.ts'

const Capability = z.enum(['discovery', 'provisioning', 'workflows'])

export default defineRoute({
  method: 'GET',
  path: '/connectors/{id}/scope-plan',
  tag: 'Connectors',
  summary: 'The smallest set of scopes for what somebody wants to do',
  permission: 'connections:read',
  params: z.strictObject({ id: z.string().max(63) }),
  query: z.strictObject({
    capabilities: z
      .string()
      .max(200)
      .optional()
      .describe('discovery, provisioning, workflows: those that are wanted, with commas between them.'),
    method: z
      .string()
      .max(63)
      .optional()
      .describe('The auth method that will be used; the first one unless said otherwise.'),
  }),
  success: { status: 200, body: ScopePlan },
  errors: [],
  handle: async ({ connectors, params, query }) => {
    const connector = connectors.get(params.id)
    if (!connector) throw new AppError('not_found')
    const wanted = z.array(Capability).safeParse((query.capabilities ?? '').split(',').filter(Boolean))
    if (!wanted.success) {
      throw new AppError('invalid_input', {
        fields: [{ path: 'capabilities', message: `Name some of ${Capability.options.join(', ')}, with commas.` }],
      })
    }
    return planConnectionScopes(connectorOf(connectors, params.id, query.method), new Set(wanted.data))
  },
})
