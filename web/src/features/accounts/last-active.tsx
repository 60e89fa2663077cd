import { Tooltip } from '@mantine/core'
import type { Account } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { wholeDaysSince } from '../../lib/time.ts'
import { Status } from '../../ui/status.tsx'
import { RelativeTime, useNow } from '../../ui/time.tsx'

type Known = Pick<Account, 'lastActiveAt' | 'lastActiveGrade'>

/** Used within so many days is in use (F103). */
const IN_USE_DAYS = 30

/** When an account was last active, and how that is known. Nothing known is grey and says so: it is no "unused". */
export function LastActive({
  account: { lastActiveAt, lastActiveGrade },
  isLong = false,
}: {
  account: Known
  isLong?: boolean
}) {
  const { activity: words } = texts
  const now = useNow()
  if (lastActiveAt === null)
    return (
      <Tooltip label={words.noDataHelp} multiline maw={280}>
        <span className="muted">
          <Status tone="open" label={words.noData} />
        </span>
      </Tooltip>
    )
  const isInUse = wholeDaysSince(lastActiveAt, now) <= IN_USE_DAYS
  return (
    <span style={{ display: 'inline-flex', flexWrap: 'wrap', gap: '0 6px' }}>
      <Status tone={isInUse ? 'good' : 'bad'} label={<RelativeTime at={lastActiveAt} />} />
      {isLong && lastActiveGrade !== null && <span className="muted">{words.grade[lastActiveGrade]}</span>}
    </span>
  )
}

/** The newest of several accounts. A day sorts before the instants of that day, which say more. */
export function newestOf(accounts: readonly Known[]): Known {
  return accounts.reduce<Known>(
    (newest, one) => ((one.lastActiveAt ?? '') > (newest.lastActiveAt ?? '') ? one : newest),
    { lastActiveAt: null, lastActiveGrade: null },
  )
}
