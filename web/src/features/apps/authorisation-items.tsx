import { Menu } from '@mantine/core'
import type { App } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { Authorisation } from './app-status.tsx'

const STATES = Object.keys(texts.apps.authorisation) as App['authorisation'][]

/** The four states, each with what it means, as the items of a menu. */
export function AuthorisationItems({ onChoose }: { onChoose: (state: App['authorisation']) => void }) {
  return STATES.map((state) => (
    <Menu.Item key={state} onClick={() => onChoose(state)}>
      <Authorisation state={state} />
      <span className="muted" style={{ display: 'block', maxWidth: 260, paddingLeft: 15, fontSize: 12 }}>
        {texts.apps.authorisationHelp[state]}
      </span>
    </Menu.Item>
  ))
}
