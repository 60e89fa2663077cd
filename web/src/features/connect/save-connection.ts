import type { Connection, ConnectionRequest, Connector, NewConnection } from '../../lib/api-types.ts'
import {
  createConnection,
  deleteConnection,
  editConnection,
  replaceSecret,
  saveScopes,
} from '../../lib/queries/connections.ts'
import { createRequest, savePresetClient } from '../../lib/queries/requests.ts'
import { browserTimezone } from '../../lib/time.ts'
import { appOf } from './app-of.ts'
import { credentialFields, filled, filledHosts, methodOf, needsFields, type ConnectValues } from './connect-values.ts'

/**
 * Stores what the connect form holds as a draft and gives the connection back.
 *
 * @param draft what an earlier try has stored. Its secret is replaced in place; where the app or the method is another,
 *   or a stored credential is taken, the draft is made anew, as neither can be changed.
 * @param options.hasPreset whether an OAuth client is saved for the chosen method.
 * @param options.mayReplace whether one may give a stored credential another secret; a draft is made anew otherwise.
 */
export async function saveConnection(
  connector: Connector,
  values: ConnectValues,
  draft: Connection | undefined,
  { hasPreset, mayReplace }: { hasPreset: boolean; mayReplace: boolean },
): Promise<Connection> {
  const appId = await appOf(values)
  const isSame =
    draft && draft.method === values.method && (appId ?? draft.appId) === draft.appId && values.credentialId === ''
  const hasFields = needsFields(connector, values, hasPreset)
  const hosts = filledHosts(connector, values)
  if (isSame && draft.credentialId && hasFields && mayReplace) {
    // The secret first: a credential is bound to the hosts that it was entered for.
    await replaceSecret(draft.credentialId, { fields: credentialFields(connector, values), hosts })
    if (hasScopes(connector, values)) await saveScopes(draft.id, values.scopes)
    return editConnection(draft.id, { name: values.name.trim(), hosts, settings: filled(values.settings) })
  }
  if (hasFields && values.keepClient) {
    await savePresetClient(connector.id, { method: values.method, fields: credentialFields(connector, values), hosts })
  }
  if (draft) await deleteConnection(draft.id, draft.name)
  return createConnection(newConnection(connector, values, appId, hasPreset))
}

/** Asks a co-worker to authorise what the form holds, or the draft that an earlier try has stored. */
export async function askCoworker(
  connector: Connector,
  values: ConnectValues,
  draft: Connection | undefined,
  hasPreset: boolean,
): Promise<ConnectionRequest> {
  const { name, email, note } = values.coworker
  const whom = { name: name.trim(), email: email.trim(), ...(note.trim() !== '' && { note: note.trim() }) }
  if (draft && draft.method === values.method) {
    return createRequest({
      ...whom,
      connectionId: draft.id,
      ...(hasScopes(connector, values) && { scopes: values.scopes }),
    })
  }
  if (draft) await deleteConnection(draft.id, draft.name)
  return createRequest({ ...whom, connection: newConnection(connector, values, await appOf(values), hasPreset) })
}

function newConnection(
  connector: Connector,
  values: ConnectValues,
  appId: string | undefined,
  hasPreset: boolean,
): NewConnection {
  return {
    connector: connector.id,
    name: values.name.trim(),
    method: values.method,
    ...(appId !== undefined && { appId }),
    ...(needsFields(connector, values, hasPreset) && { credential: credentialFields(connector, values) }),
    ...(values.credentialId !== '' && { credentialId: values.credentialId }),
    hosts: filledHosts(connector, values),
    settings: filled(values.settings),
    ...(hasScopes(connector, values) && { scopes: values.scopes }),
    selection: 'people_and_accounts',
    preference: 'create_and_update',
    deactivate: true,
    schedule: { every: 'day', at: '02:00', timezone: browserTimezone() },
    smart: true,
  }
}

/** A credential that may what its owner may has none to be named. */
function hasScopes(connector: Connector, { method }: ConnectValues): boolean {
  return methodOf(connector, method)?.scopes !== 'none'
}

/** The API names a replaced secret's fields `fields.…`, and a request's connection `connection.…`; the form does not. */
export function formPath(path: string, how: ConnectValues['how'] = 'self'): string {
  if (how === 'coworker' && /^(?:name|email|note)$/.test(path)) return `coworker.${path}`
  return path
    .replace(/^connection\./, '')
    .replace(/^fields\./, 'credential.')
    .replace(/^appId$/, 'app')
}
