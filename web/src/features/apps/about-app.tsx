import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { App, Connector } from '../../lib/api-types.ts'
import { wordsOf } from '../../lib/format.ts'
import { texts } from '../../lib/texts.ts'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Panel } from '../../ui/page.tsx'
import classes from './app-page.module.css'

type Props = {
  app: App
  connector: Connector | undefined
  connectors: readonly Connector[]
  /** Across the page instead of beside what is on it. */
  isWide?: boolean
}

/** What an app is, beside what is done with it: site, plans, documents, apps like it (F8). */
export function AboutApp({ app, connector, connectors, isWide = false }: Props) {
  const { about: words } = texts.appPage
  const similar = connector?.similarApps ?? []
  return (
    <Panel>
      <div className={isWide ? classes.aboutWide : undefined}>
        <dl className={classes.about}>
          <dt>{words.site}</dt>
          <dd>
            {app.site ? (
              <Anchor href={`https://${app.site}`} target="_blank" rel="noreferrer" fz="inherit">
                {app.site}
              </Anchor>
            ) : (
              <span className="muted">{texts.common.none}</span>
            )}
          </dd>
          <dt>{words.connector}</dt>
          <dd>{connector?.name ?? app.connector ?? <span className="muted">{words.noConnector}</span>}</dd>
          {connector && connector.supportedPlans.length > 0 && (
            <>
              <dt>{words.plans}</dt>
              <dd>{connector.supportedPlans.join(', ')}</dd>
            </>
          )}
        </dl>
        {connector && connector.links.length > 0 && (
          <section className={classes.aboutPart}>
            <h2>{words.links}</h2>
            <ul>
              {connector.links.map(({ label, url }) => (
                <li key={url}>
                  <Anchor href={url} target="_blank" rel="noreferrer" fz="inherit">
                    {label}
                  </Anchor>
                </li>
              ))}
            </ul>
          </section>
        )}
        {similar.length > 0 && (
          <section className={classes.aboutPart}>
            <h2>{words.similar}</h2>
            <ul className={classes.similar}>
              {similar.map((id) => {
                const name = connectors.find((one) => one.id === id)?.name ?? wordsOf(id)
                return (
                  <li key={id}>
                    <AppLogo id={id} name={name} size={22} />
                    <Link to="/apps/$appId" params={{ appId: id }}>
                      {name}
                    </Link>
                  </li>
                )
              })}
            </ul>
          </section>
        )}
      </div>
    </Panel>
  )
}
