import { MAX_SOURCE_LENGTH } from './mapping.ts'
import { problem, scanPath, scanQuoted, skipSpace, type Path } from './path.ts'
import { FILTER_NAMES, findFilter, type TemplateFilter } from './template-filters.ts'

/**
 * Templates (F47, F48): text with `{{ … }}` in it. Inside stands a path or a quoted text, then filters:
 *
 *     output = ( path | quoted ) { "|" name [ ":" argument { "," argument } | "(" argument { "," argument } ")" ] }
 *     argument = path | quoted | number
 *
 * Both ways of writing arguments are read, because people bring Liquid's (`default: "x"`) and Jinja's (`default("x")`).
 * There is nothing else: no tags, no calls, no operators, no code. A value that a vendor sent is never read as a template.
 */
export type Template = readonly (string | Output)[]

export type Output = { head: Operand; filters: readonly FilterCall[] }

export type Operand = { path: Path } | { literal: string | number }

export type FilterCall = { name: string; filter: TemplateFilter; operands: readonly Operand[] }

const MAX_OUTPUTS = 20
const MAX_FILTERS = 10

const FILTER_NAME = /[a-z_]{1,30}/iy
const ARGUMENT_NUMBER = /-?\d{1,9}(?:\.\d{1,9})?(?=[\s,)}|])/y

export function isTemplate(source: string): boolean {
  return source.includes('{{') || source.includes('{%') || source.includes('}}')
}

/** Throws `mapping_invalid` with a message that names the unknown filter, the tag, or the place that cannot be read. */
export function parseTemplate(text: string): Template {
  if (text.length > MAX_SOURCE_LENGTH) throw problem(`A template has at most ${MAX_SOURCE_LENGTH} characters.`)
  const parts: (string | Output)[] = []
  let at = 0
  while (at < text.length) {
    const open = text.indexOf('{{', at)
    const plain = open < 0 ? text.slice(at) : text.slice(at, open)
    if (/\{%|\{#|\}\}/.test(plain))
      throw problem(`"${text}" is not a template: only {{ … }} is known. Tags such as {% … %} are not.`)
    if (plain !== '') parts.push(plain)
    if (open < 0) break
    const { output, end } = scanOutput(text, open + 2)
    parts.push(output)
    at = end
  }
  if (parts.filter((part) => typeof part === 'object').length > MAX_OUTPUTS)
    throw problem(`A template has at most ${MAX_OUTPUTS} {{ … }}.`)
  return parts
}

/** Every path that a template reads, in the order of writing. */
export function templatePaths(template: Template): Path[] {
  return template.flatMap((part) =>
    typeof part === 'string'
      ? []
      : [part.head, ...part.filters.flatMap((call) => call.operands)].flatMap((operand) =>
          'path' in operand ? [operand.path] : [],
        ),
  )
}

function scanOutput(text: string, from: number): { output: Output; end: number } {
  const head = scanOperand(text, skipSpace(text, from), false)
  const filters: FilterCall[] = []
  let at = skipSpace(text, head.end)
  while (text[at] === '|') {
    const call = scanFilter(text, skipSpace(text, at + 1))
    filters.push(call.call)
    at = skipSpace(text, call.end)
  }
  if (!text.startsWith('}}', at)) throw unreadable(text, at, 'where "|" or "}}" is expected')
  if (filters.length > MAX_FILTERS) throw problem(`A {{ … }} has at most ${MAX_FILTERS} filters.`)
  return { output: { head: head.operand, filters }, end: at + 2 }
}

function scanFilter(text: string, from: number): { call: FilterCall; end: number } {
  FILTER_NAME.lastIndex = from
  const name = FILTER_NAME.exec(text)?.[0]
  if (name === undefined) throw unreadable(text, from, 'where the name of a filter is expected')
  const filter = findFilter(name)
  if (!filter) throw problem(`There is no filter "${name}". Known are: ${FILTER_NAMES.join(', ')}.`)
  const operands: Operand[] = []
  let at = skipSpace(text, from + name.length)
  if (text[at] === ':' || text[at] === '(') {
    const inBrackets = text[at] === '('
    do {
      const argument = scanOperand(text, skipSpace(text, at + 1), true)
      operands.push(argument.operand)
      at = skipSpace(text, argument.end)
    } while (text[at] === ',')
    if (inBrackets) {
      if (text[at] !== ')') throw unreadable(text, at, 'where ")" is expected')
      at++
    }
  }
  if (operands.length < filter.min || operands.length > filter.max)
    throw problem(`The filter "${name}" takes ${describeCount(filter)}, not ${operands.length}.`)
  return { call: { name, filter, operands }, end: at }
}

function scanOperand(text: string, from: number, numbers: boolean): { operand: Operand; end: number } {
  if (text[from] === '"' || text[from] === "'") {
    const { value, end } = scanQuoted(text, from)
    return { operand: { literal: value }, end }
  }
  ARGUMENT_NUMBER.lastIndex = from
  const number = numbers ? ARGUMENT_NUMBER.exec(text)?.[0] : undefined
  if (number !== undefined) return { operand: { literal: Number(number) }, end: from + number.length }
  const { path, end } = scanPath(text, from)
  return { operand: { path }, end }
}

function unreadable(text: string, at: number, expected: string) {
  const found = text.slice(at, at + 20)
  return problem(`"${text}" is not a template: it ${found === '' ? 'ends' : `has "${found}"`} ${expected}.`)
}

function describeCount({ min, max }: TemplateFilter): string {
  if (max === 0) return 'no argument'
  if (min === max) return min === 1 ? '1 argument' : `${min} arguments`
  return `${min} to ${max} arguments`
}
