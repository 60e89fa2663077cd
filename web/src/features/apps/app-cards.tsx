import { Link } from '@tanstack/react-router'
import type { App, AppCollection } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { LoadMore, type More } from '../../ui/load-more.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Status } from '../../ui/status.tsx'
import classes from './app-cards.module.css'
import { APP_TONE } from './app-status.tsx'

type Item = AppCollection['items'][number]

/** Apps of the catalogue; each leads to its own page, and to its connections or to a first one. */
export function AppCards({ items, more }: { items: readonly Item[]; more?: More }) {
  return (
    <>
      <ul className={classes.cards} aria-label={texts.apps.catalogue.list}>
        {items.map(({ app, reason }) => (
          <li key={app.id} className={classes.card}>
            <AppLogo id={app.id} name={app.name} connector={app.connector} size={36} />
            <div className={classes.body}>
              <Link to="/apps/$appId" params={{ appId: app.id }} className={classes.name}>
                {app.name}
              </Link>
              <div className={classes.facts}>{reasonText(reason) ?? seenText(app) ?? app.category}</div>
            </div>
            <Next app={app} />
          </li>
        ))}
      </ul>
      {more?.hasNextPage && (
        <div className={classes.more}>
          <LoadMore more={more} />
        </div>
      )}
    </>
  )
}

function reasonText(reason: Item['reason']): string | null {
  if (reason === null) return null
  switch (reason.kind) {
    case 'seen':
      return texts.apps.peopleIn(reason.people, reason.in)
    case 'share':
      return texts.apps.share(reason.percent)
    case 'people':
      return texts.apps.people(reason.people)
  }
}

/** Who reports it, where nobody reads it: worth more than its category. */
function seenText({ connectionCount, seenBy: [first] }: App): string | null {
  return connectionCount > 0 || !first ? null : texts.apps.peopleIn(first.people, first.connectionName)
}

/** What one would do next with it. */
function Next({ app: { id, name, connector, status, connectionCount } }: { app: App }) {
  const { catalogue: words, status: states } = texts.apps
  if (connectionCount > 0) {
    const label = status === 'connected' ? words.connections(connectionCount) : states[status]
    return (
      <Link
        to="/connections"
        search={{ app: id }}
        className={classes.next}
        aria-label={texts.apps.viewNamed(label, name, connectionCount)}
      >
        <Status tone={APP_TONE[status]} label={label} />
      </Link>
    )
  }
  if (status === 'requested') {
    return (
      <Link to="/apps/catalogue" search={{ list: 'requests' }} className={classes.next}>
        <Status tone={APP_TONE[status]} label={states[status]} />
      </Link>
    )
  }
  return connector === null ? null : (
    <Link
      to="/connections/new/$connectorId"
      params={{ connectorId: connector }}
      className={classes.connect}
      aria-label={words.connectNamed(name)}
    >
      {words.connect}
    </Link>
  )
}
