import { useDocumentTitle } from '@mantine/hooks'
import { IconChevronLeft } from '@tabler/icons-react'
import { Link, type LinkProps } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import classes from './page.module.css'

type PageProps = {
  title: string
  /** Stands before the title, e.g. a monogram. */
  icon?: ReactNode
  description?: ReactNode
  actions?: ReactNode
  back?: { label: string; link: LinkProps }
  isNarrow?: boolean
  children: ReactNode
}

/** The frame of every page: its heading, what can be done, and the browser's title. */
export function Page({ title, icon, description, actions, back, isNarrow, children }: PageProps) {
  useDocumentTitle(`${title} · Rollcall`)
  return (
    <div className={classes.page} data-width={isNarrow ? 'narrow' : undefined}>
      {back && (
        <Link {...back.link} className={classes.back}>
          <IconChevronLeft size={15} aria-hidden />
          {back.label}
        </Link>
      )}
      <div className={classes.header}>
        <div style={{ minWidth: 0 }}>
          <div className={classes.heading}>
            {icon}
            <h1>{title}</h1>
          </div>
          {description && <div className={classes.description}>{description}</div>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  )
}

/** A part of a page under its own heading. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <header>
        <h2>{title}</h2>
        {aside && <div>{aside}</div>}
      </header>
      {children}
    </section>
  )
}

export function Panel({
  tone,
  isPadded = true,
  children,
}: {
  tone?: 'warn' | 'bad'
  isPadded?: boolean
  children: ReactNode
}) {
  return (
    <div className={classes.panel} data-tone={tone} data-padded={isPadded || undefined}>
      {children}
    </div>
  )
}

/** Names and values; a value that is undefined is left out. */
export function Facts({ facts }: { facts: readonly (readonly [label: string, value: ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([label, value]) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** A wide part and, where there is room, a narrow one beside it. */
export function Split({ children, aside }: { children: ReactNode; aside: ReactNode }) {
  return (
    <div className={classes.split}>
      <div style={{ minWidth: 0 }}>{children}</div>
      <aside>{aside}</aside>
    </div>
  )
}
