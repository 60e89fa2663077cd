import { z } from 'zod'
import { id, instant, nameText } from './common.ts'

/** What a connect form holds, by field name; which names there are the connector's definition says. */
export const credentialFields = z.record(z.string().max(63), z.string().max(20_000))

/** Host name of the connector to base URL. */
export const hosts = z.record(z.string().max(63), z.string().max(2000))

const expiry = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

export const Credential = z
  .object({
    id,
    name: z.string(),
    connector: z.string(),
    method: z.string(),
    /** A user; null for those that the system, an API token or the command line stored. */
    owner: z.object({ id: z.string(), name: z.string() }).nullable(),
    /** Secret ones are never given out. */
    publicFields: z.record(z.string(), z.string()),
    hosts: z.array(z.string()),
    usedBy: z.array(z.object({ connectionId: id, name: z.string() })),
    /** Whether it is the saved client of a connector, which every new connection is made with. */
    isPreset: z.boolean(),
    expiresAt: instant.nullable(),
    /** Who says when it expires: people by hand, or the vendor. */
    expiryFrom: z.enum(['hand', 'vendor']),
    lastUsedAt: instant.nullable(),
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
    expiresAt: expiry.optional(),
    ownerId: z
      .string()
      .max(100)
      .nullable()
      .optional()
      .describe("A user's id; null: nobody's. Whoever stores it, unless said otherwise."),
  })
  .meta({ id: 'NewCredential' })

export const CredentialEdit = z
  .strictObject({
    name: nameText.optional(),
    /** A user's id; null: nobody's. */
    ownerId: z.string().max(100).nullable().optional(),
    expiresAt: expiry.nullable().optional(),
  })
  .meta({ id: 'CredentialEdit' })

export const CredentialSecret = z
  .strictObject({ fields: credentialFields, hosts: hosts.optional(), expiresAt: expiry.optional() })
  .meta({ id: 'CredentialSecret' })

const ended = {
  name: z.string(),
  connector: z.string(),
  method: z.string(),
  outcome: z.enum(['revoked', 'unsupported', 'failed', 'disconnected']),
  /** With `unsupported` and `failed` a person ends the access in the vendor's console: how. */
  whatToDo: z.string().nullable(),
}

export const RevokeAllReport = z
  .object({
    connections: z.array(z.object({ connectionId: id, ...ended })),
    /** That no connection used; revoked and erased as well. */
    credentials: z.array(z.object(ended)),
  })
  .meta({ id: 'RevokeAllReport' })
