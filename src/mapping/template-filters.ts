import { toDate } from './convert.ts'
import { ownValue } from './path-reader.ts'

/**
 * The filters of templates: a closed set, each with work bounded by `MAX_WORK` whatever the vendor sent and the admin
 * wrote. Where LiquidJS has a filter of the same name, ours gives the same (`template-filters.test.ts` compares them).
 */
export type TemplateFilter = {
  /** How many arguments it takes. */
  min: 0 | 1 | 2
  max: 0 | 1 | 2
  /** Whether it makes one value of a list. */
  takesLists?: boolean
  apply: (value: unknown, first: unknown, second: unknown) => unknown
}

// A person field holds a tenth of it; the rest is room for what `split`, `slice` and `replace` throw away.
const MAX_WORK = 10_000
const MAX_ELEMENTS = 1000

/** A text, number or boolean as text; the empty text for everything else, lists and objects too. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value.length > MAX_WORK ? value.slice(0, MAX_WORK) : value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

function onText(apply: (text: string) => string): TemplateFilter {
  return { min: 0, max: 0, apply: (value) => apply(textOf(value)) }
}

const lower = onText((text) => text.toLowerCase())
const upper = onText((text) => text.toUpperCase())
const trim = onText((text) => text.trim())

const FILTERS: ReadonlyMap<string, TemplateFilter> = new Map(
  Object.entries<TemplateFilter>({
    downcase: lower,
    lower,
    upcase: upper,
    upper,
    capitalize: onText((text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase()),
    strip: trim,
    trim,
    lstrip: onText((text) => text.trimStart()),
    rstrip: onText((text) => text.trimEnd()),
    // Unlike Liquid's, it leaves `false` alone: a vendor's "no" is a value.
    default: { min: 1, max: 1, takesLists: true, apply: (value, other) => (isEmpty(value) ? other : value) },
    replace: { min: 2, max: 2, apply: (value, find, put) => replaceAll(textOf(value), textOf(find), textOf(put)) },
    remove: { min: 1, max: 1, apply: (value, find) => replaceAll(textOf(value), textOf(find), '') },
    append: { min: 1, max: 1, apply: (value, more) => textOf(value) + textOf(more) },
    prepend: { min: 1, max: 1, apply: (value, more) => textOf(more) + textOf(value) },
    split: { min: 1, max: 1, apply: (value, separator) => split(textOf(value), textOf(separator)) },
    first: { min: 0, max: 0, takesLists: true, apply: (value) => (Array.isArray(value) ? value[0] : undefined) },
    last: { min: 0, max: 0, takesLists: true, apply: (value) => (Array.isArray(value) ? value.at(-1) : undefined) },
    map: {
      min: 1,
      max: 1,
      takesLists: true,
      apply: (value, key) => elements(value).map((item) => ownValue(item, textOf(key))),
    },
    join: {
      min: 0,
      max: 1,
      takesLists: true,
      apply: (value, separator) => join(value, separator === undefined ? ' ' : textOf(separator)),
    },
    slice: { min: 1, max: 2, apply: (value, start, length) => slice(textOf(value), start, length) },
    date: { min: 0, max: 0, apply: (value) => toDate(value, () => undefined) ?? '' },
  }),
)

export const FILTER_NAMES: readonly string[] = [...FILTERS.keys()]

export function findFilter(name: string): TemplateFilter | undefined {
  return FILTERS.get(name)
}

/** Whether a value counts as not there: null, the empty text, the empty list. */
export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
}

function elements(value: unknown): unknown[] {
  return Array.isArray(value) ? value.slice(0, MAX_ELEMENTS) : []
}

/** Written out, because `replaceAll` builds the whole result before it can be cut: 10,000 times the new text. */
function replaceAll(text: string, find: string, put: string): string {
  if (find === '') return text
  let result = ''
  let from = 0
  while (result.length < MAX_WORK) {
    const at = text.indexOf(find, from)
    if (at < 0) return result + text.slice(from)
    result += text.slice(from, at) + put
    from = at + find.length
  }
  return result.slice(0, MAX_WORK)
}

/** Like Ruby's and so Liquid's: empty parts at the end fall away. */
function split(text: string, separator: string): string[] {
  const parts = text.split(separator, MAX_ELEMENTS)
  while (parts.length > 0 && parts.at(-1) === '') parts.pop()
  return parts
}

function join(value: unknown, separator: string): string {
  if (!Array.isArray(value)) return textOf(value)
  let text = ''
  for (const [position, item] of elements(value).entries()) {
    text += position === 0 ? textOf(item) : separator + textOf(item)
    if (text.length > MAX_WORK) return text.slice(0, MAX_WORK)
  }
  return text
}

/** A negative start counts from the end; without a length, one character. */
function slice(text: string, start: unknown, length: unknown): string {
  const from = Math.trunc(Number(start))
  const count = length === undefined ? 1 : Math.trunc(Number(length))
  const begin = from < 0 ? text.length + from : from
  return begin >= 0 && count > 0 ? text.slice(begin, begin + count) : ''
}
