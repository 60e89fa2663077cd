import { z } from 'zod'
import { id, instant, nameText } from './common.ts'
import { NewConnection } from './connections.ts'
import { ConnectField, Scope } from './connectors.ts'
import { credentialFields } from './credentials.ts'

export const requestState = z.enum(['sent', 'opened', 'authorised', 'confirmed', 'expired', 'revoked'])

export const ConnectionRequest = z
  .object({
    id,
    connectionId: id,
    connectionName: z.string(),
    appId: z.string(),
    appName: z.string(),
    connector: z.string(),
    method: z.string(),
    scopes: z.array(z.string()),
    name: z.string(),
    email: z.string(),
    note: z.string(),
    requesterName: z.string(),
    /** `authorised` waits for the requester, who confirms the vendor account. */
    state: requestState,
    sentAt: instant,
    expiresAt: instant,
    openedAt: instant.nullable(),
    authorisedAt: instant.nullable(),
    decidedAt: instant.nullable(),
    vendorTenantId: z.string().nullable(),
    vendorTenantName: z.string().nullable(),
    vendorTenantDomain: z.string().nullable(),
    grantedScopes: z.array(z.string()).nullable(),
    createdAt: instant,
  })
  .meta({ id: 'ConnectionRequest' })

export const NewConnectionRequest = z
  .strictObject({
    /** A connection that is there already; else `connection`. */
    connectionId: id.optional(),
    connection: NewConnection.optional(),
    scopes: z.array(z.string().max(200)).max(200).optional(),
    name: nameText,
    email: z.email().max(320),
    note: z.string().trim().max(2000).optional(),
  })
  .meta({ id: 'NewConnectionRequest' })

export const ResendRequest = z
  .strictObject({
    name: nameText.optional(),
    email: z.email().max(320).optional(),
    note: z.string().trim().max(2000).optional(),
  })
  .meta({ id: 'ResendRequest', description: 'Whom it goes to now; as before where nothing is given.' })

export const SeenTenant = z
  .strictObject({
    tenantId: z.string().max(500).nullable(),
    tenantName: z.string().max(500).nullable(),
    tenantDomain: z.string().max(500).nullable(),
  })
  .meta({ id: 'SeenTenant', description: 'The vendor account as the requester saw it.' })

export const LinkToken = z.strictObject({ token: z.string().max(200) }).meta({ id: 'LinkToken' })

/** All that the link of a connection request shows. */
export const RequestPage = z
  .object({
    requesterName: z.string(),
    name: z.string(),
    note: z.string(),
    connectionName: z.string(),
    appName: z.string(),
    connector: z.string(),
    connectorName: z.string(),
    dataPoints: z.array(z.string()),
    prerequisites: z.array(z.string()),
    servers: z.array(z.object({ label: z.string(), url: z.string() })),
    scopes: z.array(Scope),
    methodLabel: z.string(),
    methodHelp: z.string(),
    fields: z.array(ConnectField),
    flow: z.enum(['form', 'redirect']),
    /** For OAuth: this Rollcall's callback address, to be registered when a client is entered. */
    callbackUrl: z.string().nullable(),
    expiresAt: instant,
  })
  .meta({ id: 'RequestPage' })

export const AcceptRequest = z.strictObject({ credential: credentialFields.optional() }).meta({ id: 'AcceptRequest' })

export const AcceptedRequest = z
  .object({
    /** The vendor's consent screen; null when nothing is left to do. */
    url: z.string().nullable(),
  })
  .meta({ id: 'AcceptedRequest' })
