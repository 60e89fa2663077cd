import { callbackUrl } from '#core/authorisations/authorisation.ts'
import type { AnyAction } from '#kit/action.ts'
import { flowOf, type CredentialField } from '#kit/auth.ts'
import type { Connector } from '#kit/define.ts'
import { connectorBy } from '#kit/surface.ts'
import type { z } from 'zod'
import type { Action as ActionSchema, Connector as ConnectorSchema } from '../schemas/connectors.ts'

/** A connector as the API shows it: its facts and forms, without the functions. */
export function connectorView(connector: Connector, publicUrl: string): z.output<typeof ConnectorSchema> {
  return {
    id: connector.id,
    name: connector.name,
    category: connector.category,
    description: connector.description,
    isPrimarySource: connector.isPrimarySource,
    capabilities: [...connector.capabilities],
    dataPoints: [...connector.dataPoints],
    personalData: [...connector.personalData],
    supportedPlans: [...connector.supportedPlans],
    similarApps: [...connector.similarApps],
    links: [...connector.links],
    prerequisites: [...connector.prerequisites],
    hosts: Object.fromEntries(
      Object.entries(connector.hosts).map(([name, { label, help, url, onlyFor, optional }]) => [
        name,
        { label, help, url: url ?? null, onlyFor: onlyFor ? [...onlyFor] : null, optional: optional ?? false },
      ]),
    ),
    auth: connector.auth.map((method) => ({
      id: method.id,
      label: method.label,
      help: method.help,
      flow: flowOf(method),
      callbackUrl: flowOf(method) === 'redirect' ? callbackUrl(publicUrl, connector.id) : null,
      scopes: flowOf(method) === 'redirect' ? 'asked' : method.scopesAtVendor ? 'at_vendor' : 'none',
      advanced: method.advanced ?? false,
      fields: method.fields.map(fieldView),
    })),
    settings: connector.settings.map(fieldView),
    scopes: connector.scopes.map(({ id, label, serves, required, explains }) => ({
      id,
      label,
      serves,
      required,
      explains,
    })),
    actions: actionViews(connector),
    sourceFields: connector.sourceFields.map(({ name, path, type, target, personal }) => ({
      name,
      path,
      type,
      target: target ?? null,
      personal: personal ?? false,
    })),
    validation: connector.validation,
  }
}

/** What each way in can change; where two ways do it with different words, those of the first are shown. */
function actionViews(connector: Connector): z.output<typeof ActionSchema>[] {
  const views = new Map<string, z.output<typeof ActionSchema>>()
  for (const { id } of connector.auth) {
    for (const [name, action] of Object.entries(connectorBy(connector, id).actions ?? {})) {
      const known = views.get(name)
      if (known) known.methods.push(id)
      else views.set(name, actionView(name, action, id))
    }
  }
  return [...views.values()]
}

function actionView(name: string, action: AnyAction, method: string): z.output<typeof ActionSchema> {
  const { kind, label, explains, destructive, consequences, scopes, fields, inverse } = action
  return {
    name,
    kind,
    label,
    explains,
    destructive,
    consequences: [...consequences],
    scopes: [...scopes],
    methods: [method],
    fields: fields.map(({ optional = false, choices, ...field }) => ({
      ...field,
      optional,
      choices: choices ? [...choices] : null,
    })),
    undoneBy: 'action' in inverse ? inverse.action : null,
    noUndo: 'none' in inverse ? inverse.none : null,
  }
}

/** A field of a connect form, with what is not said spelt out. */
export function fieldView(field: CredentialField) {
  return {
    name: field.name,
    label: field.label,
    secret: field.secret,
    help: field.help,
    placeholder: field.placeholder ?? null,
    optional: field.optional ?? false,
    multiline: field.multiline ?? false,
    pattern: field.pattern ?? null,
    normalise: field.normalise ?? null,
    choices: field.choices ? [...field.choices] : null,
  }
}
