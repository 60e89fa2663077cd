import { z } from 'zod'

/** The report of a break-glass: what the vendors did not revoke is left to be done by hand. */
export const Severed = z
  .object({
    connections: z.array(
      z.object({
        connectionId: z.uuid(),
        name: z.string(),
        revocation: z
          .enum(['pending', 'revoked', 'unsupported', 'failed', 'kept'])
          .nullable()
          .describe('What the vendor did: `unsupported` and `failed` ones have to be revoked in its own console.'),
        error: z.string().nullable().describe('Why it is still connected.'),
      }),
    ),
    credentialsLeft: z.int().describe('Credentials that could not be deleted; 0 unless something went wrong.'),
  })
  .meta({ id: 'Severed' })
