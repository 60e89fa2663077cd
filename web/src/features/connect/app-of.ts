import { createApp } from '../../lib/queries/apps.ts'
import { NEW_APP, type ConnectValues } from './connect-values.ts'

/** The app that was chosen; one that was typed is made. Undefined: the connector's own. */
export async function appOf({ app }: Pick<ConnectValues, 'app'>): Promise<string | undefined> {
  if (app === '') return undefined
  if (!app.startsWith(NEW_APP)) return app
  return (await createApp({ name: app.slice(NEW_APP.length), category: 'Other' })).id
}
