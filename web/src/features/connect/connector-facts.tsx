import { Anchor } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Connector } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { Panel } from '../../ui/page.tsx'
import classes from './connect.module.css'

/** What one should know of a connector before one enters a secret. */
export function ConnectorFacts({ connector }: { connector: Connector }) {
  const { facts } = texts.connect
  return (
    <Panel>
      <div className={classes.facts}>
        <FactList title={facts.before} items={connector.prerequisites} />
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
