import { Anchor, Stack } from '@mantine/core'
import { useId, useState } from 'react'
import type { Connection, Connector } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { ConnectFields } from '../../ui/connect-fields.tsx'
import classes from './connect.module.css'
import { hostsOf } from './connect-values.ts'
import { HostFields, isNeeded, type Bind } from './host-fields.tsx'

type Props = {
  connector: Connector
  connection: Connection | undefined
  method: string
  bindHost: Bind
  bindSetting: Bind
}

/** What most connections leave as it is, out of the way until somebody asks for it: other addresses, further settings. */
export function AdvancedFields({ connector, connection, method, bindHost, bindSetting }: Props) {
  const { advanced: words } = texts.connect.form
  const id = useId()
  const hosts = hostsOf(connector, method).filter(([, host]) => !isNeeded(host))
  const settings = connector.settings.filter(({ optional }) => optional)
  const stands =
    hosts.some(([name]) => connection?.hosts[name] !== undefined) ||
    settings.some(({ name }) => connection?.settings[name] !== undefined)
  const [isOpen, setOpen] = useState(stands)
  if (hosts.length === 0 && settings.length === 0) return null
  const hasProblem =
    hosts.some(([name]) => Boolean(bindHost(name).error)) ||
    settings.some(({ name }) => Boolean(bindSetting(name).error))
  const isShown = isOpen || hasProblem
  return (
    <div>
      <Anchor
        component="button"
        type="button"
        aria-expanded={isShown}
        aria-controls={id}
        onClick={() => setOpen(!isShown)}
      >
        {words.title}
      </Anchor>
      <span className="muted" style={{ display: 'block', fontSize: 12 }}>
        {[hosts.length > 0 && words.hosts, settings.length > 0 && words.settings].filter(Boolean).join(' ')}
      </span>
      <div id={id} hidden={!isShown} className={classes.advanced}>
        <Stack gap="md">
          <HostFields hosts={hosts} bind={bindHost} />
          <ConnectFields fields={settings} bind={bindSetting} />
        </Stack>
      </div>
    </div>
  )
}
