import { isUtf8 } from 'node:buffer'
import { AppError } from './errors.ts'

/** Real answers stay below 20. Deeper ones exist to exhaust the stack of whatever walks them (S27). */
const MAX_DEPTH = 64

const JSON_TYPE = /^(?:application\/(?:[\w.!#$&^-]+\+)?json|text\/json)\s*(?:;|$)/i

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a

/**
 * Walks the bytes before they are parsed, because ten million nested lists take a gigabyte once they are objects.
 * Costs a quarter of the parsing.
 *
 * @returns how many keys the objects have together, an equal one in the same object counted again; -1 when brackets
 *   nest deeper than we read.
 */
function countWrittenKeys(body: Buffer): number {
  const length = body.length
  let depth = 0
  let keys = 0
  for (let at = 0; at < length; at++) {
    const byte = body[at]
    if (byte === QUOTE) {
      at++
      for (; at < length && body[at] !== QUOTE; at++) if (body[at] === BACKSLASH) at++
    } else if (byte === COLON) keys++
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > MAX_DEPTH) return -1
    } else if (byte === 0x5d || byte === 0x7d) depth--
  }
  return keys
}

/** How many keys all objects in a parsed value have together. */
function countKeys(value: object): number {
  let keys = 0
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) if (typeof item === 'object' && item !== null) keys += countKeys(item)
    return keys
  }
  for (const key in value) {
    keys++
    const item = (value as Record<string, unknown>)[key]
    if (typeof item === 'object' && item !== null) keys += countKeys(item)
  }
  return keys
}

/** Whether a key could be `__proto__`, written plainly or with one of its letters escaped (S26). */
function mayNameProto(text: string): boolean {
  return text.includes('__proto__') || (text.includes('\\u00') && /\\u00[567]/i.test(text))
}

function encodingProblem(body: Buffer): string | undefined {
  if (body.length === 0) return 'empty'
  const [first, second] = body
  // JSON begins with two ASCII characters, so a zero or a UTF-16 mark among the first two bytes is another encoding.
  const isWide =
    first === 0 || second === 0 || (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  if (isWide) return 'utf-16 or utf-32'
  // Else every letter that is not ASCII would silently become a replacement character in somebody's name.
  return isUtf8(body) ? undefined : 'not utf-8'
}

/**
 * The JSON of a response: an object or a list, and nothing else (V4). The content type must say JSON; only where it is
 * missing does the body alone decide. An object with two equal keys is refused, because one of the two would be lost
 * unseen. `__proto__` keys are dropped.
 *
 * @throws `vendor_bad_response` with the reason as `detail.why`; nothing that the vendor wrote is in the error.
 */
export function parseJson(response: { headers: Readonly<Record<string, string>>; body: Buffer }): object {
  const { headers, body } = response
  const refuse = (why: string) => new AppError('vendor_bad_response', { detail: { why, bytes: body.length } })

  const type = headers['content-type']?.trim() ?? ''
  if (type !== '' && !JSON_TYPE.test(type)) throw refuse(/html/i.test(type) ? 'html' : 'content type')
  const problem = encodingProblem(body)
  if (problem) throw refuse(problem)
  const written = countWrittenKeys(body)
  if (written === -1) throw refuse('too deep')

  const text = body.toString('utf8').replace(/^\uFEFF/, '')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's message quotes the body, so it is not kept.
    throw refuse(text.trimStart() === '' ? 'empty' : text.trimStart().startsWith('<') ? 'html' : 'not json')
  }
  if (typeof value !== 'object' || value === null) throw refuse('neither object nor list')
  if (countKeys(value) !== written) throw refuse('duplicate keys')
  if (!mayNameProto(text)) return value
  return JSON.parse(text, (key, item: unknown) => (key === '__proto__' ? undefined : item)) as object
}
