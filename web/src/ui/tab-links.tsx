import { Link, type LinkProps } from '@tanstack/react-router'
import { figure } from '../lib/format.ts'
import classes from './tab-links.module.css'

export type TabLink = {
  label: string
  link: LinkProps
  /** Something that waits there. */
  count?: number | undefined
}

/** The parts of a page, each with an address of its own. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  return (
    <nav aria-label={label} className={classes.tabs}>
      {tabs.map((tab) => (
        <Link
          key={tab.label}
          {...tab.link}
          className={classes.tab}
          activeOptions={{ exact: true, includeSearch: false }}
        >
          {tab.label}
          {tab.count ? <span className={classes.count}>{figure(tab.count)}</span> : null}
        </Link>
      ))}
    </nav>
  )
}
