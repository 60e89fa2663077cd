import { useState } from 'react'
import type { Credential } from '../../lib/api-types.ts'
import { texts } from '../../lib/texts.ts'
import { Status } from '../../ui/status.tsx'
import { RelativeTime } from '../../ui/time.tsx'

const DAY_MS = 86_400_000
/** From here on it is shown as something to do. */
const SOON_DAYS = 30

/** When a credential ends, as something to do when that is near. */
export function Expiry({ credential: { expiresAt, expiryFrom } }: { credential: Credential }) {
  const { credentials: words } = texts
  const [now] = useState(Date.now)
  if (expiresAt === null) {
    return <span className="muted">{expiryFrom === 'vendor' ? words.unknownExpiry : words.never}</span>
  }
  const days = Math.ceil((new Date(expiresAt).getTime() - now) / DAY_MS)
  if (days < 0) return <Status tone="bad" label={words.expired} />
  return days <= SOON_DAYS ? <Status tone="warn" label={words.expiresSoon(days)} /> : <RelativeTime at={expiresAt} />
}
