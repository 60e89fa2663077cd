import { isAppError, type FieldProblem } from '#base/errors.ts'
import { toDate } from './convert.ts'
import type { FilterGroup, FilterOperator, FilterRule } from './mapping.ts'
import { problem } from './path.ts'
import { compileSource, parseSource } from './source.ts'
import { isEmpty } from './template-filters.ts'

/**
 * Filters on records (F49): rules over paths, joined by "all" or "any".
 *
 * Texts are compared without regard to case; a number and its text are the same. On a list, a rule holds if it holds for
 * one of its elements, and a "not" rule if it holds for none. Every operator has an opposite that is true exactly when
 * it is not, so that a record whose field is absent never falls between two rules: `is_false` includes "absent". Only
 * `greater` and `less` are both false when there is nothing to compare: they know numbers and ISO dates.
 */

/** Whether a record is taken. Never throws. */
export type Keep = (record: unknown) => boolean

// Bounds the work on a vendor's megabyte of text (S22); `ends_with` looks at the last so many characters.
const MAX_COMPARED = 10_000

type Test = (value: unknown) => boolean

/** The operators that are true exactly when another one is not. */
const OPPOSITES = {
  not_equals: 'equals',
  not_contains: 'contains',
  not_in: 'in',
  absent: 'present',
  is_false: 'is_true',
} as const

type Opposite = keyof typeof OPPOSITES
type Direct = Exclude<FilterOperator, Opposite>

const TAKES_NO_VALUE: ReadonlySet<FilterOperator> = new Set(['present', 'absent', 'is_true', 'is_false'])
const TAKES_LIST: ReadonlySet<FilterOperator> = new Set(['in', 'not_in'])

/** Compiles a filter to one function. Throws `mapping_invalid` for a path or a value that cannot be; `checkFilter` names them. */
export function compileFilter(filter: FilterGroup): Keep {
  const rules = filter.rules.map((rule) => ('rules' in rule ? compileFilter(rule) : compileRule(rule)))
  const [first, second] = rules
  // An empty group says nothing, so it takes everything, whichever way it joins.
  if (!first) return () => true
  if (!second) return first
  return filter.match === 'all'
    ? (record) => {
        for (const rule of rules) if (!rule(record)) return false
        return true
      }
    : (record) => {
        for (const rule of rules) if (rule(record)) return true
        return false
      }
}

/** What is wrong with a filter; `path` is where it stands in the body, e.g. `filter`. */
export function checkFilter(filter: FilterGroup, path: string): FieldProblem[] {
  return filter.rules.flatMap((rule, position): FieldProblem[] => {
    const at = `${path}.rules.${position}`
    if ('rules' in rule) return checkFilter(rule, at)
    const valueProblem = ruleValueProblem(rule)
    return [
      ...sourceProblems(rule, `${at}.path`),
      ...(valueProblem === undefined ? [] : [{ path: `${at}.value`, message: valueProblem }]),
    ]
  })
}

/** Every rule of a filter with its place in the body. */
export function listRules(filter: FilterGroup, path: string): { rule: FilterRule; path: string }[] {
  return filter.rules.flatMap((rule, position) => {
    const at = `${path}.rules.${position}`
    return 'rules' in rule ? listRules(rule, at) : [{ rule, path: at }]
  })
}

function compileRule(rule: FilterRule): Keep {
  const wrong = ruleValueProblem(rule)
  if (wrong !== undefined) throw problem(wrong)
  const source = parseSource(rule.path)
  if (source.kind === 'tracking') throw problem(trackingMessage(rule.path))
  const read = compileSource(source)
  if (!isOpposite(rule.op)) {
    const test = compileTest(rule.op, rule.value)
    return (record) => test(read(record))
  }
  const test = compileTest(OPPOSITES[rule.op], rule.value)
  return (record) => !test(read(record))
}

function isOpposite(op: FilterOperator): op is Opposite {
  return Object.hasOwn(OPPOSITES, op)
}

function compileTest(op: Direct, value: FilterRule['value']): Test {
  switch (op) {
    case 'present':
      return (found) => !isEmpty(found)
    case 'is_true':
      return onAny((found) => found === true || found === 1 || (typeof found === 'string' && isTrueText(found)))
    case 'in': {
      const wanted = new Set((Array.isArray(value) ? value : []).map(fold))
      return onAny((found) => isScalar(found) && wanted.has(fold(found)))
    }
    case 'greater':
      return onAny((found) => compare(found, value) > 0)
    case 'less':
      return onAny((found) => compare(found, value) < 0)
    case 'contains':
      return onText(value, (text, wanted) => text.includes(wanted))
    case 'starts_with':
      return onText(value, (text, wanted) => text.startsWith(wanted))
    case 'ends_with': {
      const wanted = fold(value)
      return onAny(
        (found) => isScalar(found) && String(found).slice(-MAX_COMPARED).toLowerCase().trimEnd().endsWith(wanted),
      )
    }
    case 'equals':
      return onText(value, (text, wanted) => text === wanted)
  }
}

function onAny(test: Test): Test {
  return (found) => (Array.isArray(found) ? found.some(test) : test(found))
}

function onText(value: FilterRule['value'], test: (text: string, wanted: string) => boolean): Test {
  const wanted = fold(value)
  return onAny((found) => isScalar(found) && test(fold(found), wanted))
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

function fold(value: unknown): string {
  return isScalar(value) ? String(value).slice(0, MAX_COMPARED).trim().toLowerCase() : ''
}

function isTrueText(text: string): boolean {
  const folded = fold(text)
  return folded === 'true' || folded === '1'
}

/** Below, equal to or above zero; NaN, which is neither, when the two cannot be compared. */
function compare(found: unknown, wanted: unknown): number {
  const [left, right] = [toComparable(found), toComparable(wanted)]
  return left === undefined || right === undefined || left.kind !== right.kind ? Number.NaN : left.value - right.value
}

function toComparable(value: unknown): { kind: 'number' | 'date'; value: number } | undefined {
  if (typeof value === 'number') return { kind: 'number', value }
  if (typeof value !== 'string' || value.length > 100) return undefined
  const text = value.trim()
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return { kind: 'number', value: Number(text) }
  const date = toDate(text, () => undefined)
  return date === null ? undefined : { kind: 'date', value: Date.parse(date) }
}

function ruleValueProblem({ op, value }: FilterRule): string | undefined {
  if (TAKES_NO_VALUE.has(op)) return value === undefined ? undefined : `The rule "${op}" takes no value.`
  if (TAKES_LIST.has(op))
    return Array.isArray(value) && value.length > 0 ? undefined : `The rule "${op}" needs a list of values.`
  if (value === undefined || Array.isArray(value)) return `The rule "${op}" needs one value.`
  if ((op === 'greater' || op === 'less') && toComparable(value) === undefined)
    return `The rule "${op}" needs a number or a date such as 2026-03-01.`
  // An empty text is in every text and equals none: a forgotten value, not a rule.
  return fold(value) === ''
    ? `The rule "${op}" needs a value; for "no value" there are "present" and "absent".`
    : undefined
}

function sourceProblems(rule: FilterRule, path: string): FieldProblem[] {
  try {
    return parseSource(rule.path).kind === 'tracking' ? [{ path, message: trackingMessage(rule.path) }] : []
  } catch (thrown) {
    if (!isAppError(thrown, 'mapping_invalid')) throw thrown
    return [{ path, message: thrown.message }]
  }
}

function trackingMessage(path: string): string {
  return `"${path.trim()}" is the same for every record, so no rule can choose by it.`
}
