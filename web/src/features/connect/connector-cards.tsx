import { Link } from '@tanstack/react-router'
import type { Connector } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { AppLogo } from '../../ui/app-logo.tsx'
import classes from './connect.module.css'

/** What can be connected. */
export function ConnectorCards({
  connectors,
  existing,
}: {
  connectors: Connector[]
  existing: ReadonlyMap<string, number>
}) {
  return (
    <ul className={classes.cards}>
      {connectors.map((connector) => (
        <li key={connector.id} className={classes.card}>
          <div className={classes.cardHead}>
            <AppLogo id={connector.id} name={connector.name} size={36} />
            <div style={{ minWidth: 0 }}>
              <Link
                to="/connections/new/$connectorId"
                params={{ connectorId: connector.id }}
                className={classes.cardName}
              >
                {connector.name}
              </Link>
              <div className="muted" style={{ fontSize: 12 }}>
                {connector.category}
                {existing.has(connector.id) && (
                  <>
                    {' · '}
                    <Link to="/connections" search={{ search: connector.name }} className={classes.cardAside}>
                      {texts.connect.choose.existing(existing.get(connector.id)!)}
                    </Link>
                  </>
                )}
              </div>
            </div>
          </div>
          <p className={classes.cardText}>{connector.description}</p>
        </li>
      ))}
    </ul>
  )
}
