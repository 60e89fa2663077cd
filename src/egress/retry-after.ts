/** What tells when to come back: a response's headers (lower-case names), and when it arrived by our clock. */
export type Answer = { status: number; headers: Readonly<Record<string, string>>; receivedAt: Date }

/** Headers that hold a wait or a date; all but the first are spellings of single vendors (Postman, Quip). */
const RETRY_AFTER = [
  'retry-after',
  'retryafter',
  'x-ratelimit-retryafter',
  'x-ratelimit-retry-after',
  'x-company-retry-after',
  'x-scim-retry-after',
]

/** Families of rate limit headers: `<family>-reset` with, often, `<family>-remaining`. */
const RATE_LIMITS = ['x-ratelimit', 'x-rate-limit', 'ratelimit', 'x-company-ratelimit', 'x-scim-ratelimit']

/** The longest wait that any vendor documents is a monthly quota; what is beyond it is a mistake of theirs. */
const MAX_WAIT_MS = 31 * 24 * 3600 * 1000
/** A number this near to now, read as an instant, is one; as a wait it would be decades. */
const EPOCH_WINDOW_MS = 366 * 24 * 3600 * 1000

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
// RFC 9110 §5.6.7: the form in use, and the two that are obsolete and must still be read.
const IMF_DATE = /^[a-z]{3},?\s+(\d{1,2})\s+([a-z]{3})\s+(\d{4})\s+(\d\d):(\d\d):(\d\d)\s+(?:gmt|utc|\+0000)$/i
const RFC_850 = /^[a-z]{6,9},\s*(\d{1,2})-([a-z]{3})-(\d\d)\s+(\d\d):(\d\d):(\d\d)\s+(?:gmt|utc)$/i
const ASCTIME = /^[a-z]{3}\s+([a-z]{3})\s+(\d{1,2})\s+(\d\d):(\d\d):(\d\d)\s+(\d{4})$/i
const ISO_8601 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/i

function utc(
  year: number,
  month: string,
  day: string,
  hour: string,
  minute: string,
  second: string,
): number | undefined {
  const index = MONTHS.indexOf(month.toLowerCase())
  return index < 0 ? undefined : Date.UTC(year, index, Number(day), Number(hour), Number(minute), Number(second))
}

/**
 * An HTTP date in any of its three forms, or ISO 8601 with a zone (Zoom, Jira), as milliseconds since 1970.
 *
 * @param now decides the century of a two-digit year: never more than 50 years ahead (RFC 9110 §5.6.7).
 */
export function readHttpDate(text: string, now: Date): number | undefined {
  const imf = IMF_DATE.exec(text)
  if (imf) return utc(Number(imf[3]), imf[2]!, imf[1]!, imf[4]!, imf[5]!, imf[6]!)
  const asctime = ASCTIME.exec(text)
  if (asctime) return utc(Number(asctime[6]), asctime[1]!, asctime[2]!, asctime[3]!, asctime[4]!, asctime[5]!)
  const old = RFC_850.exec(text)
  if (old) {
    const century = Math.floor(now.getUTCFullYear() / 100) * 100
    let year = century + Number(old[3])
    if (year > now.getUTCFullYear() + 50) year -= 100
    return utc(year, old[2]!, old[1]!, old[4]!, old[5]!, old[6]!)
  }
  if (!ISO_8601.test(text)) return undefined
  const ms = Date.parse(text)
  return Number.isNaN(ms) ? undefined : ms
}

/** Milliseconds that a value asks to wait; undefined when it says nothing that can be understood. */
function readWait(text: string, now: Date): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text)
    for (const instant of [number * 1000, number]) {
      if (Math.abs(instant - now.getTime()) <= EPOCH_WINDOW_MS) return Math.max(0, instant - now.getTime())
    }
    return number * 1000
  }
  const instant = readHttpDate(text, now)
  return instant === undefined ? undefined : Math.max(0, instant - now.getTime())
}

/** The longest of the waits in a value; a header that came twice has two, with a comma between them. */
function readWaits(value: string, now: Date): number | undefined {
  const parts = /^[\d.\s,]+$/.test(value) ? value.split(',') : [value]
  const waits = parts.map((part) => readWait(part.trim(), now)).filter((wait) => wait !== undefined)
  return waits.length === 0 ? undefined : Math.max(...waits)
}

function resetWait(headers: Answer['headers'], now: Date): number | undefined {
  const waits = RATE_LIMITS.map((family) => {
    const remaining = headers[`${family}-remaining`]
    // With some calls left it was not this limit that was hit, and its reset may be an hour away.
    if (remaining !== undefined && Number(remaining) > 0) return undefined
    const reset = headers[`${family}-reset`]
    return reset === undefined ? undefined : readWaits(reset.trim(), now)
  })
  // The drafts of the RateLimit header put all in one: `limit=300, remaining=0, reset=30`, later `"name";r=0;t=30`.
  const combined = /(?:^|[\s,;])(?:reset|t)=(\d{1,10})/.exec(headers['ratelimit'] ?? '')
  if (combined) waits.push(readWait(combined[1]!, now))
  const known = waits.filter((wait) => wait !== undefined)
  return known.length === 0 ? undefined : Math.max(...known)
}

/**
 * How long a vendor asks us to wait. `Retry-After` may be seconds, a date in every form that HTTP has known, ISO 8601,
 * or seconds or milliseconds since 1970; after a 429 the headers that tell when a limit is reset count as well, as
 * seconds from now (OneLogin) or as an instant (Okta, LaunchDarkly, Jira). A date is held against the vendor's own
 * `Date` header, because its clock may be wrong (V13).
 *
 * @returns milliseconds from when the response arrived, at most 31 days; 0 for "now" and for what is past; undefined
 *   when the vendor does not say, or says something senseless such as a negative number.
 */
export function retryAfterMs({ status, headers, receivedAt }: Answer): number | undefined {
  const vendorDate = headers['date'] === undefined ? undefined : readHttpDate(headers['date'], receivedAt)
  const now = vendorDate === undefined ? receivedAt : new Date(vendorDate)
  for (const name of RETRY_AFTER) {
    const value = headers[name]
    const wait = value === undefined ? undefined : readWaits(value.trim(), now)
    if (wait !== undefined) return Math.min(MAX_WAIT_MS, Math.ceil(wait))
  }
  const reset = status === 429 ? resetWait(headers, now) : undefined
  return reset === undefined ? undefined : Math.min(MAX_WAIT_MS, Math.ceil(reset))
}
