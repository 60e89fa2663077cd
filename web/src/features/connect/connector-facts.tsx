import { Anchor } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Connector } from '../../lib/api-types.ts'
import { egressAddressQuery } from '../../lib/queries/settings.ts'
import { texts } from '../../lib/texts.ts'
import { Panel } from '../../ui/page.tsx'
import classes from './connect.module.css'

/** What one should know of a connector before one enters a secret. */
export function ConnectorFacts({ connector }: { connector: Connector }) {
  const { facts } = texts.connect
  const firewall = useFirewall()
  return (
    <Panel>
      <div className={classes.facts}>
        <FactList title={facts.before} items={connector.prerequisites} />
        <FactList title={facts.firewall} items={firewall} />
        <FactList title={facts.reads} items={connector.dataPoints} />
        <FactList title={facts.personal} items={connector.personalData} />
        <FactList title={facts.plans} items={connector.supportedPlans} />
        <FactList
          title={facts.links}
          items={connector.links.map(({ label, url }) => (
            <Anchor key={url} href={url} target="_blank" rel="noreferrer" fz="inherit">
              {label}
            </Anchor>
          ))}
        />
      </div>
    </Panel>
  )
}

/** From where the vendor is asked, for those whose firewall must let us in (F18). */
function useFirewall(): string[] {
  const { facts } = texts.connect
  const { data } = useQuery(egressAddressQuery)
  if (!data) return []
  return [data.addresses.length > 0 ? facts.firewallKnown(data.addresses.join(', ')) : facts.firewallUnknown]
}

function FactList({ title, items }: { title: string; items: readonly ReactNode[] }) {
  if (items.length === 0) return null
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {items.map((item, index) => (
          <li key={index}>{item}</li>
        ))}
      </ul>
    </>
  )
}
