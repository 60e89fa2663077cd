import { Definition } from '#core/custom-connectors/definition.ts'
import { z } from 'zod'
import { FieldProblem, id, instant } from './common.ts'
import { NewConnection } from './connections.ts'
import { ConnectField } from './connectors.ts'

export const byConnectorId = z.strictObject({ id: z.string().max(63) })

export const ConnectorDefinition = Definition.meta({ id: 'ConnectorDefinition' })

export const CustomConnector = z
  .object({
    id: z.string().describe('What a connection names as its connector.'),
    name: z.string(),
    version: z.number().int().describe('Goes up with every change; connections then read everything anew.'),
    definition: Definition,
    connections: z.array(z.string()).describe('Names of the connections that read by it.'),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'CustomConnector' })

export const CustomConnectorVersion = z
  .object({ version: z.number().int(), savedBy: z.string(), savedAt: instant })
  .meta({ id: 'CustomConnectorVersion' })

export const ConnectorSignIn = z
  .object({
    method: z.string().describe('What a definition names in `auth`.'),
    label: z.string(),
    help: z.string(),
    flow: z.enum(['form', 'redirect']),
    fields: z.array(ConnectField).describe('What a connection is asked for, where the definition settles nothing.'),
  })
  .meta({ id: 'ConnectorSignIn' })

export const NewReview = z
  .strictObject({
    definition: Definition,
    method: z.string().max(50),
    credential: NewConnection.shape.credential.describe('Used once and stored nowhere.'),
    credentialId: id.optional().describe('One that was stored for this connector, in place of `credential`.'),
    connectorId: z.string().max(63).optional().describe('The connector that the credential was stored for.'),
    hosts: NewConnection.shape.hosts,
  })
  .meta({ id: 'NewReview' })

const ReviewedAccount = z.object({
  externalId: z.string(),
  email: z.string().nullable(),
  username: z.string().nullable(),
  displayName: z.string().nullable(),
  status: z.enum(['active', 'suspended', 'inactive', 'invited', 'unknown']),
  vendorStatus: z.string().nullable(),
  role: z.string().nullable(),
  isAdmin: z.boolean(),
  lastActiveAt: z.string().nullable(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})

export const Review = z
  .object({
    ok: z.boolean().describe('Nothing is to be mended.'),
    lists: z.array(
      z.object({
        list: z.enum(['accounts', 'groups', 'memberships']),
        count: z.number().int().nullable().describe('Records on the first page.'),
        total: z.number().int().nullable().describe('In all, if the vendor says so.'),
        hasNext: z.boolean(),
        records: z.array(z.unknown()).describe('The first ones as the vendor sent them, without secrets.'),
        fields: z.array(
          z.object({
            path: z.string(),
            type: z.enum(['text', 'number', 'boolean', 'list', 'group', 'empty']),
            example: z.string().nullable(),
          }),
        ),
      }),
    ),
    accounts: z
      .array(z.object({ account: ReviewedAccount.nullable(), why: z.string().nullable() }))
      .describe('What the first records become, or why one becomes nothing.'),
    problems: z.array(FieldProblem).describe('Each mistake by its place in the definition.'),
  })
  .meta({ id: 'Review' })
