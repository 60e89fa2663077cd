import { ownValue, readPath, scanPath, textOf } from './path.ts'

/** What a source gives for a record. `broken`: it cannot be read; the server says why when it is saved. */
export type Previewed = { kind: 'value'; value: unknown } | { kind: 'tracking' } | { kind: 'broken' }

type Operand = (record: unknown) => unknown

const BROKEN = { kind: 'broken' } as const

/** Works out a path, a `{{ template }}` or a tracking source for one record. */
export function previewSource(source: string, record: unknown): Previewed {
  const text = source.trim()
  if (text === '$syncTime' || text === '$credentialName') return { kind: 'tracking' }
  if (!/\{\{|\{%|\}\}/.test(text)) return previewPath(text, record)
  const bare = /^\{\{([^{}|]*)\}\}$/.exec(text)
  // A template of nothing but a path keeps the value's type.
  if (bare) return previewPath(bare[1]!.trim(), record)
  return previewTemplate(text, record)
}

function previewPath(text: string, record: unknown): Previewed {
  const path = scanPath(text, 0)
  return path && path.end === text.length ? { kind: 'value', value: readPath(path.steps, record) } : BROKEN
}

function previewTemplate(text: string, record: unknown): Previewed {
  let result = ''
  let isFilled = false
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('{{', at)
    result += open < 0 ? text.slice(at) : text.slice(at, open)
    if (open < 0) break
    const output = scanOutput(text, open + 2)
    if (!output) return BROKEN
    const value = textOf(output.read(record))
    if (value !== '') isFilled = true
    result += value
    at = output.end
  }
  return { kind: 'value', value: isFilled ? result : null }
}

function scanOutput(text: string, from: number): { read: Operand; end: number } | undefined {
  const head = scanOperand(text, skip(text, from))
  if (!head) return undefined
  let read = head.read
  let at = skip(text, head.end)
  while (text[at] === '|') {
    const step = scanFilter(text, skip(text, at + 1))
    if (!step) return undefined
    const before = read
    read = (record) => step.apply(before(record), record)
    at = skip(text, step.end)
  }
  return text.startsWith('}}', at) ? { read, end: at + 2 } : undefined
}

function scanFilter(text: string, from: number) {
  const name = /^[a-z_]+/i.exec(text.slice(from))?.[0] ?? ''
  const filter = FILTERS[name]
  if (!filter) return undefined
  const operands: Operand[] = []
  let at = skip(text, from + name.length)
  const inBrackets = text[at] === '('
  if (text[at] === ':' || inBrackets) {
    do {
      const operand = scanOperand(text, skip(text, at + 1))
      if (!operand) return undefined
      operands.push(operand.read)
      at = skip(text, operand.end)
    } while (text[at] === ',')
    if (inBrackets && text[at++] !== ')') return undefined
  }
  const apply = (value: unknown, record: unknown) => filter(value, operands[0]?.(record), operands[1]?.(record))
  return { apply, end: at }
}

function scanOperand(text: string, from: number): { read: Operand; end: number } | undefined {
  const literal = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(-?\d+(?:\.\d+)?)(?=[\s,)}|]))/.exec(text.slice(from))
  if (literal) {
    const [whole, double, single, digits] = literal
    const value = digits === undefined ? (double ?? single ?? '').replace(/\\(.)/g, '$1') : Number(digits)
    return { read: () => value, end: from + whole.length }
  }
  const path = scanPath(text, from)
  return path && { read: (record) => readPath(path.steps, record), end: path.end }
}

function skip(text: string, from: number): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\t') at++
  return at
}

const isEmpty = (value: unknown) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

type Filter = (value: unknown, first: unknown, second: unknown) => unknown

const lower: Filter = (value) => textOf(value).toLowerCase()
const upper: Filter = (value) => textOf(value).toUpperCase()
const trim: Filter = (value) => textOf(value).trim()

/** The same closed set as the server's. */
const FILTERS: Readonly<Record<string, Filter | undefined>> = {
  __proto__: null as never,
  downcase: lower,
  lower,
  upcase: upper,
  upper,
  strip: trim,
  trim,
  capitalize: (value) => textOf(value).charAt(0).toUpperCase() + textOf(value).slice(1).toLowerCase(),
  lstrip: (value) => textOf(value).trimStart(),
  rstrip: (value) => textOf(value).trimEnd(),
  default: (value, other) => (isEmpty(value) ? other : value),
  replace: (value, find, put) => textOf(value).replaceAll(textOf(find), textOf(put)),
  remove: (value, find) => textOf(value).replaceAll(textOf(find), ''),
  append: (value, more) => textOf(value) + textOf(more),
  prepend: (value, more) => textOf(more) + textOf(value),
  split: (value, separator) => textOf(value).split(textOf(separator)),
  first: (value) => list(value)[0],
  last: (value) => list(value).at(-1),
  map: (value, key) => list(value).map((item) => ownValue(item, textOf(key))),
  join: (value, separator) =>
    list(value)
      .map(textOf)
      .join(separator === undefined ? ' ' : textOf(separator)),
  slice: (value, start, length) => {
    const text = textOf(value)
    const from = Number(start) < 0 ? text.length + Number(start) : Number(start)
    return text.slice(from, from + (length === undefined ? 1 : Number(length)))
  },
  date: textOf,
}
