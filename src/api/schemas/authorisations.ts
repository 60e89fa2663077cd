import { z } from 'zod'
import { id, instant } from './common.ts'
import { credentialFields, hosts } from './credentials.ts'

export const Authorise = z
  .strictObject({
    /** What to ask for; the connection's scopes unless said otherwise. Required ones are always asked for. */
    scopes: z.array(z.string().max(200)).max(200).optional(),
    /** Another stored credential, whose OAuth client is used. */
    credentialId: id.optional(),
    /** An OAuth client entered just now. */
    credential: credentialFields.optional(),
    method: z.string().max(63).optional(),
  })
  .meta({ id: 'Authorise' })

export const Authorisation = z
  .object({
    /** The vendor's consent screen. It works in the browser that gets the cookie of this answer. */
    url: z.string(),
    expiresAt: instant,
  })
  .meta({ id: 'Authorisation' })

export const PresetClient = z
  .object({
    connector: z.string(),
    method: z.string(),
    /** Never what is secret. */
    publicFields: z.record(z.string(), z.string()),
    hosts: z.array(z.string()),
    updatedAt: instant,
    usedBy: z
      .array(z.object({ connectionId: id, name: z.string() }))
      .describe('Connections that have a copy of it as it is now. They keep it when it is replaced or deleted.'),
  })
  .meta({ id: 'PresetClient' })

export const NewPresetClient = z
  .strictObject({ method: z.string().max(63), fields: credentialFields, hosts: hosts.optional() })
  .meta({ id: 'NewPresetClient' })
