import type { CustomConnector } from '#core/custom-connectors/custom-connectors.store.ts'
import { Definition } from '#core/custom-connectors/definition.ts'

/** A custom connector as the API shows it: what is not said in its stored form is spelt out. */
export function customConnectorView(custom: CustomConnector) {
  return { ...custom, definition: Definition.parse(custom.definition) }
}
