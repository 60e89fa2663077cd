import { Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { exactTime, relativeTime } from '../lib/time.ts'
import { texts } from '../lib/texts.ts'

/** The present, renewed every half minute: enough for texts that say minutes. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

/** How long ago, in the reader's zone; the exact instant on hover. */
export function RelativeTime({ at, empty = texts.common.none }: { at: string | null; empty?: string }) {
  const now = useNow()
  if (at === null) return <span className="muted">{empty}</span>
  return (
    <Tooltip label={exactTime(at)}>
      <time dateTime={at}>{relativeTime(at, now)}</time>
    </Tooltip>
  )
}

/** How fresh a page or table is; bare where the words stand beside it already. */
export function AsOf({ at, isBare = false }: { at: string | null; isBare?: boolean }) {
  return (
    <span className="muted" style={{ whiteSpace: 'nowrap' }}>
      {at === null ? (
        texts.common.noData
      ) : (
        <>
          {!isBare && texts.common.dataAsOf} <RelativeTime at={at} />
        </>
      )}
    </span>
  )
}
