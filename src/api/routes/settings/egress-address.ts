import { ownAddress } from '#egress/own-address.ts'
import { z } from 'zod'
import { defineRoute } from '../../route.ts'

const EgressAddress = z
  .object({
    source: z
      .enum(['configured', 'interface', 'behind_gateway'])
      .describe(
        '`configured`: set by the operator. `interface`: what this machine sends from. `behind_gateway`: vendors see the gateway of its network, which only the operator knows (ROLLCALL_EGRESS_ADDRESS).',
      ),
    addresses: z.array(z.string()),
  })
  .meta({ id: 'EgressAddress' })

export default defineRoute({
  method: 'GET',
  path: '/settings/egress-address',
  tag: 'Settings',
  summary: 'From which address vendors see this Rollcall, for firewalls that must let it in',
  permission: 'connections:read',
  success: { status: 200, body: EgressAddress },
  errors: [],
  handle: ({ egressAddresses }) => ownAddress(egressAddresses),
})
