import { ACTION_KINDS } from '#kit/action.ts'
import { z } from 'zod'

export const ConnectField = z
  .object({
    name: z.string(),
    label: z.string(),
    secret: z.boolean(),
    help: z.string(),
    placeholder: z.string().nullable(),
    optional: z.boolean(),
    multiline: z.boolean().describe('Has several lines, such as a key file.'),
    pattern: z.object({ source: z.string(), message: z.string() }).nullable(),
    normalise: z
      .enum(['host-part', 'no-trailing-slash'])
      .nullable()
      .describe('What is done to the value before it is checked, beside taking blanks away at its ends.'),
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

export const Scope = z
  .object({
    id: z.string(),
    label: z.string(),
    serves: z.enum(['discovery', 'provisioning', 'workflows']),
    required: z.boolean(),
    explains: z.string(),
  })
  .meta({ id: 'Scope' })

export const Action = z
  .object({
    name: z.string(),
    kind: z.enum(ACTION_KINDS),
    label: z.string(),
    explains: z.string(),
    consequences: z.array(z.string()).describe('What it costs or gives back, as sentences for a confirmation.'),
    destructive: z.boolean().describe('Whether something may be lost by it.'),
    scopes: z.array(z.string()).describe('What it takes besides the required scopes.'),
    methods: z.array(z.string()).describe('The auth methods by which a connection can do it.'),
    fields: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        help: z.string(),
        kind: z.enum(['account', 'group', 'licence', 'app', 'role', 'email', 'text', 'choice']),
        optional: z.boolean(),
        choices: z.array(z.object({ value: z.string(), label: z.string() })).nullable(),
      }),
    ),
    undoneBy: z.string().nullable().describe('The action that takes it back.'),
    noUndo: z.string().nullable().describe('Why nothing takes it back.'),
  })
  .meta({ id: 'ConnectorAction' })

const Host = z.object({
  label: z.string(),
  help: z.string(),
  url: z.string().nullable().describe("The vendor's own address; null when the admin has to name it."),
  onlyFor: z.array(z.string()).nullable().describe('The auth methods that need it; null: all.'),
  optional: z.boolean(),
})

const AuthMethod = z.object({
  id: z.string(),
  label: z.string(),
  help: z.string(),
  flow: z
    .enum(['form', 'redirect'])
    .describe('`redirect`: once the form is stored, a person has to give consent at the vendor.'),
  callbackUrl: z
    .string()
    .nullable()
    .describe('For `redirect`: what has to be registered at the vendor as the redirect URL.'),
  scopes: z
    .enum(['asked', 'at_vendor', 'none'])
    .describe(
      '`asked`: the person who consents is asked for them. `at_vendor`: they are chosen there, where the credential is made. `none`: the credential may what its owner may.',
    ),
  advanced: z.boolean().describe('For vendors that few have: offered after the others.'),
  fields: z.array(ConnectField),
})

export const ScopePlan = z
  .object({
    scopes: z.array(z.string()).describe('The smallest set.'),
    items: z
      .array(
        Scope.extend({
          without: z.string().describe('What will not work without it.'),
          isPicked: z.boolean().describe('Whether the smallest set has it.'),
        }),
      )
      .describe('All that there are, in the connector’s order.'),
  })
  .meta({ id: 'ScopePlan' })

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
    hosts: z.record(z.string(), Host),
    auth: z.array(AuthMethod),
    settings: z.array(ConnectField),
    scopes: z.array(Scope),
    actions: z.array(Action).describe('What can be changed in the app. Only workflows run them.'),
    sourceFields: z.array(SourceField),
    validation: z.string(),
  })
  .meta({ id: 'Connector' })
