import type { Connection, Connector } from '../../lib/api-types.ts'
import { createApp } from '../../lib/queries/apps.ts'
import { createConnection, deleteConnection, editConnection, replaceSecret } from '../../lib/queries/connections.ts'
import { browserTimezone } from '../../lib/time.ts'
import { credentialFields, filled, filledHosts, NEW_APP, type ConnectValues } from './connect-values.ts'

/**
 * Stores what the connect form holds as a draft and gives the connection back.
 *
 * @param draft what an earlier try has stored. Its secret is replaced in place; where the app or the method is another,
 *   or a stored credential is taken, the draft is made anew, as neither can be changed.
 */
export async function saveConnection(
  connector: Connector,
  values: ConnectValues,
  draft: Connection | undefined,
): Promise<Connection> {
  const appId = await appOf(values)
  const isSame =
    draft && draft.method === values.method && (appId ?? draft.appId) === draft.appId && values.credentialId === ''
  if (isSame && draft.credentialId) {
    const hosts = filledHosts(connector, values)
    // The secret first: a credential is bound to the hosts that it was entered for.
    await replaceSecret(draft.credentialId, { fields: credentialFields(connector, values), hosts })
    return editConnection(draft.id, { name: values.name.trim(), hosts, settings: filled(values.settings) })
  }
  if (draft) await deleteConnection(draft.id, draft.name)
  return createConnection({
    connector: connector.id,
    name: values.name.trim(),
    method: values.method,
    ...(appId !== undefined && { appId }),
    ...(values.credentialId === ''
      ? { credential: credentialFields(connector, values) }
      : { credentialId: values.credentialId }),
    hosts: filledHosts(connector, values),
    settings: filled(values.settings),
    selection: 'people_and_accounts',
    preference: 'create_and_update',
    deactivate: true,
    schedule: { every: 'day', at: '02:00', timezone: browserTimezone() },
    smart: true,
  })
}

async function appOf({ app }: ConnectValues): Promise<string | undefined> {
  if (app === '') return undefined
  if (!app.startsWith(NEW_APP)) return app
  return (await createApp({ name: app.slice(NEW_APP.length), category: 'Other' })).id
}

/** The API names a replaced secret's fields `fields.…`; the form calls them `credential.…`. */
export function formPath(path: string): string {
  return path.replace(/^fields\./, 'credential.').replace(/^appId$/, 'app')
}
