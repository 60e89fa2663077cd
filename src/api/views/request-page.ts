import { callbackUrl } from '#core/authorisations/authorisation.ts'
import type { RequestPage } from '#core/requests/request-page.ts'
import { fieldView } from './connector.ts'

/** What a co-worker's page shows: of the way to authorise only what has to be filled in. */
export function requestPageView({ method, needsFields, ...page }: RequestPage, publicUrl: string) {
  return {
    ...page,
    scopes: page.scopes.map(({ id, label, serves, alsoServes = serves, required, explains }) => ({
      id,
      label,
      // Whoever is asked is told the wider of the two.
      serves: alsoServes,
      required,
      explains,
    })),
    methodLabel: method.label,
    methodHelp: method.help,
    fields: needsFields ? method.fields.map(fieldView) : [],
    callbackUrl: page.flow === 'redirect' && needsFields ? callbackUrl(publicUrl, page.connector) : null,
  }
}
