import { z } from 'zod'
import { id, instant, nameText } from './common.ts'

/** What a connect form holds, by field name; which names there are the connector's definition says. */
export const credentialFields = z.record(z.string().max(63), z.string().max(20_000))

/** Host name of the connector to base URL. */
export const hosts = z.record(z.string().max(63), z.string().max(2000))

export const Credential = z
  .object({
    id,
    name: z.string(),
    connector: z.string(),
    method: z.string(),
    ownerName: z.string().nullable(),
    /** Secret ones are never given out. */
    publicFields: z.record(z.string(), z.string()),
    hosts: z.array(z.string()),
    usedBy: z.array(z.object({ connectionId: id, name: z.string() })),
    expiresAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Credential' })

export const NewCredential = z
  .strictObject({
    name: nameText,
    connector: z.string().max(63),
    method: z.string().max(63),
    fields: credentialFields,
    hosts: hosts.optional(),
  })
  .meta({ id: 'NewCredential' })

export const CredentialEdit = z.strictObject({ name: nameText }).meta({ id: 'CredentialEdit' })

export const CredentialSecret = z
  .strictObject({ fields: credentialFields, hosts: hosts.optional() })
  .meta({ id: 'CredentialSecret' })
