import { IconAlertCircle, IconAlertTriangle, IconCircleCheck, IconInfoCircle, type Icon } from '@tabler/icons-react'
import { VisuallyHidden } from '@mantine/core'
import type { Notice } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import classes from './notices.module.css'

const ICONS: Record<Notice['severity'], Icon> = {
  error: IconAlertCircle,
  warning: IconAlertTriangle,
  info: IconInfoCircle,
}

/** How bad it is, by form and colour, and in words for those who see neither. */
export function SeverityIcon({ notice }: { notice: Pick<Notice, 'severity' | 'closedAt'> }) {
  const isClosed = notice.closedAt !== null
  const Sign = isClosed ? IconCircleCheck : ICONS[notice.severity]
  return (
    <>
      <Sign
        size={19}
        stroke={1.8}
        className={classes.icon}
        data-tone={isClosed ? 'closed' : notice.severity}
        style={{ flex: 'none' }}
        aria-hidden
      />
      <VisuallyHidden>{isClosed ? texts.notices.state.closed : texts.notices.severity[notice.severity]}</VisuallyHidden>
    </>
  )
}
