import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { Logo } from '../../ui/logo.tsx'
import classes from './door.module.css'

/** The frame of the pages before the sign-in. */
export function Door({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  useDocumentTitle(`${title} · Rollcall`)
  return (
    <main className={classes.door}>
      <div className={classes.card}>
        <div className={classes.head}>
          <Logo size={44} />
          <h1>{title}</h1>
          {text && <p>{text}</p>}
        </div>
        <div className={classes.body}>{children}</div>
      </div>
    </main>
  )
}
