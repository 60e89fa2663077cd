import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { figure } from '../../lib/format.ts'
import { useMay } from '../../lib/may.ts'
import { summaryQuery } from '../../lib/queries/settings.ts'
import { NAV_GROUPS } from './nav-items.ts'
import classes from './shell.module.css'

export function Navigation({ onGo }: { onGo?: () => void }) {
  const { data: summary } = useQuery(summaryQuery)
  const waiting: Partial<Record<string, number>> = {
    '/accounts': summary?.unmatched ?? 0,
    '/connections': summary ? summary.connections.held + summary.connections.failed : 0,
  }
  const may = useMay()
  const groups = NAV_GROUPS.map(({ label, items }) => ({
    label,
    items: items.filter(({ needs }) => needs === undefined || may(needs)),
  })).filter(({ items }) => items.length > 0)
  return (
    <div className={classes.nav}>
      {groups.map(({ label, items }) => (
        <div key={label ?? ''}>
          {label && <p className={classes.group}>{label}</p>}
          <ul>
            {items.map(({ label: name, icon: Icon, to }) => (
              <li key={to}>
                <Link
                  to={to}
                  className={classes.item}
                  activeOptions={{ exact: to === '/', includeSearch: false }}
                  onClick={onGo}
                >
                  <Icon size={17} stroke={1.7} aria-hidden />
                  {name}
                  {waiting[to] ? <span className={classes.badge}>{figure(waiting[to])}</span> : null}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  )
}
