import { IconPlus } from '@tabler/icons-react'
import type { App } from '../../lib/api-types.ts'
import { useMay } from '../../lib/may.ts'
import { texts } from '../../lib/texts.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { MayButton } from '../../ui/may-button.tsx'

/** The way to a connection of an app that has a connector: the first one stands out, a further one does not. */
export function ConnectActions({ app: { connector, connectionCount } }: { app: App }) {
  const may = useMay()
  if (connector === null) return null
  const isFirst = connectionCount === 0
  const label = isFirst ? texts.appPage.connect : texts.apps.addConnection
  const look = { variant: isFirst ? 'filled' : 'default', leftSection: <IconPlus size={16} aria-hidden /> }
  if (!may('connections:write')) {
    return (
      <MayButton needs="connections:write" onClick={() => undefined} {...look}>
        {label}
      </MayButton>
    )
  }
  return (
    <>
      {isFirst && (
        <LinkButton
          variant="default"
          to="/connections/new/$connectorId"
          params={{ connectorId: connector }}
          search={{ how: 'coworker' }}
        >
          {texts.appPage.ask}
        </LinkButton>
      )}
      <LinkButton to="/connections/new/$connectorId" params={{ connectorId: connector }} {...look}>
        {label}
      </LinkButton>
    </>
  )
}
