import { Badge } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { App } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { Monogram } from '../../ui/monogram.tsx'
import classes from './app-cards.module.css'

/** Apps of the catalogue; each leads to its own page. */
export function AppCards({ apps }: { apps: App[] }) {
  return (
    <ul className={classes.cards} aria-label={texts.apps.catalogue.list}>
      {apps.map((app) => (
        <li key={app.id} className={classes.card}>
          <Monogram name={app.name} size={34} />
          <div className={classes.body}>
            <Link to="/apps/$appId" params={{ appId: app.id }} className={classes.name}>
              {app.name}
            </Link>
            <div className={classes.facts}>
              <span className="truncate">{app.category}</span>
              <AppState app={app} />
            </div>
          </div>
        </li>
      ))}
    </ul>
  )
}

function AppState({ app }: { app: App }) {
  const { catalogue: words } = texts.apps
  if (app.connectionCount > 0)
    return (
      <Badge size="sm" variant="light" color="green.8">
        {words.connected(app.connectionCount)}
      </Badge>
    )
  return app.connector === null ? null : (
    <Badge size="sm" variant="light">
      {words.connectable}
    </Badge>
  )
}
