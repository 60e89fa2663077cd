import type { ReactNode } from 'react'
import { figure } from '../lib/format.ts'
import classes from './tiles.module.css'

export type Stat = {
  label: string
  /** A figure is written with its thousands; null is shown as a dash. */
  value: ReactNode
  /** Small text after the figure, e.g. `of 120`. */
  hint?: string | undefined
  tone?: 'warn' | 'bad' | undefined
  /** Makes the tile lead somewhere: gets the label and returns it inside a link that has this class. */
  link?: ((label: string, className: string) => ReactNode) | undefined
}

/** Figures side by side; dense ones are for figures that stand alone. */
export function StatTiles({ stats, isDense = false }: { stats: readonly Stat[]; isDense?: boolean }) {
  return (
    <dl className={classes.stats} style={isDense ? { ['--tile-min' as string]: '104px' } : undefined}>
      {stats.map(({ label, value, hint, tone, link }) => (
        <div key={label} className={classes.stat} data-link={link ? true : undefined}>
          <dt>{link ? link(label, classes.cover!) : label}</dt>
          <dd data-tone={value === 0 ? 'muted' : tone}>
            {typeof value === 'number' ? figure(value) : (value ?? '—')}
            {hint && <span className={classes.hint}>{hint}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
