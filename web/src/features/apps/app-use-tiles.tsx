import { Link } from '@tanstack/react-router'
import type { AppUse } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { StatTiles } from '../../ui/stat-tiles.tsx'
import { RelativeTime } from '../../ui/time.tsx'

const licences = (appId: string) => (label: string, className: string) => (
  <Link to="/apps/$appId/held" params={{ appId }} search={{ kind: 'licence' }} className={className}>
    {label}
  </Link>
)

/** How an app is used across the organisation, over all its connections (F17, F35). */
export function AppUseTiles({ appId, use }: { appId: string; use: AppUse['total'] }) {
  const { use: words } = texts.appPage
  const users = (status?: 'active') => (label: string, className: string) => (
    <Link to="/apps/$appId/users" params={{ appId }} search={{ status }} className={className}>
      {label}
    </Link>
  )
  return (
    <StatTiles
      stats={[
        { label: words.people, value: use.people },
        {
          label: words.active,
          value: use.byStatus.active,
          hint: words.ofAll(use.accounts),
          link: users('active'),
        },
        { label: words.recent, value: use.recent, hint: use.recent === null ? words.recentUnknown : undefined },
        {
          label: words.lastUsed,
          value: use.lastUsedAt && (
            <span style={{ fontSize: 16 }}>
              <RelativeTime at={use.lastUsedAt} />
            </span>
          ),
          hint: use.lastUsedAt === null ? words.recentUnknown : undefined,
        },
        ...(use.seats
          ? [{ label: words.seats, value: use.seats.held, hint: words.ofAll(use.seats.bought), link: licences(appId) }]
          : []),
      ]}
    />
  )
}
