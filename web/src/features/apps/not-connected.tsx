import { IconCheck } from '@tabler/icons-react'
import type { App, Connector } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { LinkButton } from '../../ui/link-button.tsx'
import { Panel, Section } from '../../ui/page.tsx'
import classes from './app-page.module.css'

type Props = { app: App; connector: Connector | undefined; connectors: readonly Connector[] }

/** What an app that nothing reads yet would give, or by which way it can be read (F8). */
export function NotConnected({ app, connector, connectors }: Props) {
  const { none: words, gives } = texts.appPage
  return (
    <>
      <p className={classes.lead}>{connector?.description || app.description || words.text}</p>
      {connector ? (
        <>
          <Section title={gives.title}>
            <Panel>
              <CheckList items={connector.dataPoints} />
              <p className="muted" style={{ margin: '12px 0 0', fontSize: 13 }}>
                {gives.reads(app.name)}
              </p>
            </Panel>
          </Section>
          {connector.prerequisites.length > 0 && (
            <Section title={gives.before}>
              <ol className={classes.steps}>
                {connector.prerequisites.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ol>
            </Section>
          )}
        </>
      ) : (
        <OtherWays app={app} connectors={connectors} />
      )}
    </>
  )
}

export function CheckList({ items }: { items: readonly string[] }) {
  return (
    <ul className={classes.checks}>
      {items.map((text) => (
        <li key={text}>
          <IconCheck size={15} stroke={2.2} aria-hidden />
          <span>{text}</span>
        </li>
      ))}
    </ul>
  )
}

const WAYS = ['scim', 'file'] as const

/** For an app without a connector of its own: those of the general ways that this Rollcall has. */
function OtherWays({ app, connectors }: { app: App; connectors: readonly Connector[] }) {
  const { none: words } = texts.appPage
  const ways = WAYS.filter((way) => connectors.some(({ id }) => id === way))
  return (
    <Section title={words.title(app.name)}>
      <p className="muted" style={{ margin: '0 0 10px' }}>
        {words.noConnector}
      </p>
      <ul className={classes.ways}>
        {ways.map((way) => (
          <li key={way}>
            <span>{words.ways[way]}</span>
            <LinkButton
              size="compact-sm"
              variant="default"
              to="/connections/new/$connectorId"
              params={{ connectorId: way }}
            >
              {words.wayNames[way]}
            </LinkButton>
          </li>
        ))}
        <li>
          <span>{words.ways.custom}</span>
          <LinkButton size="compact-sm" variant="default" to="/custom-connectors/new">
            {words.wayNames.custom}
          </LinkButton>
        </li>
      </ul>
    </Section>
  )
}
