import { IconAlertCircle, IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { toProblem } from '../lib/api/client.ts'
import { texts } from '../lib/texts.ts'
import classes from './problem.module.css'

type NoticeProps = {
  title?: ReactNode
  tone?: 'warn' | 'bad' | 'good' | 'info'
  action?: ReactNode
  isAlert?: boolean
  children?: ReactNode
}

const ICONS = { warn: IconAlertTriangle, bad: IconAlertCircle, good: IconCircleCheck, info: IconInfoCircle }

/** Something that a person should know before going on. */
export function Notice({ title, tone = 'warn', action, isAlert = false, children }: NoticeProps) {
  const Icon = ICONS[tone]
  return (
    <div className={classes.problem} data-tone={tone} role={isAlert ? 'alert' : undefined}>
      <Icon size={18} stroke={1.8} className={classes.icon} aria-hidden />
      <div className={classes.body}>
        {title && <p className={classes.title}>{title}</p>}
        {children && <div className={classes.text}>{children}</div>}
      </div>
      {action && <div className={classes.action}>{action}</div>}
    </div>
  )
}

type Props = {
  error: unknown
  title?: string
  action?: ReactNode
  /** Fields that a form shows beside their inputs; the others are listed here. */
  shownFields?: readonly string[]
}

/** A problem of the API in its own words: the message, the fields, and for support the code and the request's id. */
export function ProblemNotice({ error, title, action, shownFields = [] }: Props) {
  const problem = toProblem(error)
  const fields = problem.fields.filter((field) => !shownFields.includes(field.path))
  return (
    <Notice tone="bad" isAlert title={title} action={action}>
      {problem.message}
      {fields.length > 0 && (
        <ul className={classes.fields}>
          {fields.map((field) => (
            <li key={`${field.path} ${field.message}`}>
              <span className="mono">{field.path}</span>: {field.message}
            </li>
          ))}
        </ul>
      )}
      {problem.requestId && (
        <details className={classes.details}>
          <summary>{texts.common.details}</summary>
          <span className="mono">{problem.code}</span> · {texts.common.requestId(problem.requestId)}
        </details>
      )}
    </Notice>
  )
}
