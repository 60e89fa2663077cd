/** Every English text of the application, by part. One place, so that it can be translated and read as a whole. */
import { access } from './texts/access.ts'
import { activity } from './texts/activity.ts'
import { accounts } from './texts/accounts.ts'
import { appIdentity } from './texts/app-identity.ts'
import { appPage } from './texts/app-page.ts'
import { apps } from './texts/apps.ts'
import { audit } from './texts/audit.ts'
import { builder } from './texts/builder.ts'
import { common } from './texts/common.ts'
import { connect } from './texts/connect.ts'
import { connections } from './texts/connections.ts'
import { credentials } from './texts/credentials.ts'
import { files } from './texts/files.ts'
import { home } from './texts/home.ts'
import { mapping } from './texts/mapping.ts'
import { notices, outbox } from './texts/notices.ts'
import { people } from './texts/people.ts'
import { coworker, requests } from './texts/requests.ts'
import { settings } from './texts/settings.ts'
import { shell } from './texts/shell.ts'
import { syncs } from './texts/syncs.ts'
import { REASON_TEXTS, words } from './texts/words.ts'
import { wordsOf } from './format.ts'
import { variables } from './texts/variables.ts'

export const texts = {
  common,
  shell,
  home,
  connect,
  connections,
  builder,
  files,
  mapping,
  syncs,
  notices,
  outbox,
  people,
  apps,
  appPage,
  appIdentity,
  accounts,
  activity,
  requests,
  coworker,
  credentials,
  audit,
  settings,
  access,
  words,
  variables,
}

/** A reason's code as a sentence. */
export function reasonText(code: string): string {
  return REASON_TEXTS[code] ?? wordsOf(code)
}
