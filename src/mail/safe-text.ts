import { AppError } from '#base/errors.ts'
import { z } from 'zod'

const MAX_LINE = 200

// Line ends and other controls; marks that turn the direction of writing, which could show a name as another one; and
// halves of characters, which no encoding carries.
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+|\p{Surrogate}+/gu

/** Text of any length, in one line, without controls. */
export function cleanText(text: string): string {
  return text.replace(UNSAFE, ' ').replace(/ {2,}/g, ' ').trim()
}

/**
 * Text as it may stand in a header or in one line of a mail: one line, no control characters, at most 200 characters.
 * Names come from vendors and from people, so nothing is believed of them (S34, §3.15).
 */
export function oneLine(text: string): string {
  const clean = cleanText(text)
  // A character that is cut in two is half of one, which the pattern takes out.
  return clean.length > MAX_LINE ? `${cleanText(clean.slice(0, MAX_LINE - 1))}…` : clean
}

const address = z.email().max(320)

/** Throws `invalid_input` for anything but one plain address. */
export function mailAddress(text: string): string {
  const parsed = address.safeParse(text)
  if (parsed.success) return parsed.data
  throw new AppError('invalid_input', {
    fields: [{ path: 'email', message: 'This is not an e-mail address that mail can be sent to.' }],
  })
}

/** Text as HTML shows it, in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
