import { z } from 'zod'

const ConnectField = z
  .object({
    name: z.string(),
    label: z.string(),
    secret: z.boolean(),
    help: z.string(),
    placeholder: z.string().nullable(),
    optional: z.boolean(),
    pattern: z.object({ source: z.string(), message: z.string() }).nullable(),
    choices: z.array(z.object({ value: z.string(), label: z.string() })).nullable(),
  })
  .meta({ id: 'ConnectField' })

export const SourceField = z
  .object({
    name: z.string(),
    path: z.string(),
    type: z.enum(['text', 'number', 'boolean', 'date']),
    target: z.string().nullable(),
    personal: z.boolean(),
  })
  .meta({ id: 'SourceField' })

const Scope = z
  .object({
    id: z.string(),
    label: z.string(),
    serves: z.enum(['discovery', 'provisioning', 'workflows']),
    required: z.boolean(),
    explains: z.string(),
  })
  .meta({ id: 'Scope' })

export const Connector = z
  .object({
    id: z.string(),
    name: z.string(),
    category: z.string(),
    description: z.string(),
    isPrimarySource: z.boolean(),
    capabilities: z.array(z.string()),
    dataPoints: z.array(z.string()),
    personalData: z.array(z.string()),
    supportedPlans: z.array(z.string()),
    similarApps: z.array(z.string()),
    links: z.array(z.object({ label: z.string(), url: z.string() })),
    prerequisites: z.array(z.string()),
    hosts: z.record(z.string(), z.object({ label: z.string(), help: z.string(), url: z.string().nullable() })),
    auth: z.array(z.object({ id: z.string(), label: z.string(), help: z.string(), fields: z.array(ConnectField) })),
    settings: z.array(ConnectField),
    scopes: z.array(Scope),
    sourceFields: z.array(SourceField),
    validation: z.string(),
  })
  .meta({ id: 'Connector' })
