import { callbackUrl } from '#core/authorisations/authorisation.ts'
import { flowOf, type CredentialField } from '#kit/auth.ts'
import type { Connector } from '#kit/define.ts'
import type { z } from 'zod'
import type { Connector as ConnectorSchema } from '../schemas/connectors.ts'

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
