import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './empty.module.css'

type Props = { icon: Icon; title: string; text?: ReactNode; action?: ReactNode; isPlain?: boolean }

/** What stands where there is nothing yet: what would be here, and the way to it. */
export function EmptyState({ icon: Icon, title, text, action, isPlain }: Props) {
  return (
    <div className={classes.empty} data-plain={isPlain || undefined}>
      <div className={classes.icon}>
        <Icon size={22} stroke={1.6} aria-hidden />
      </div>
      <p className={classes.title}>{title}</p>
      {text && <p className={classes.text}>{text}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  )
}
