import { texts } from '../../lib/texts.ts'
import type { DraftMapping } from './draft-mapping.ts'

type Saved = NonNullable<DraftMapping['filter']>
type SavedRule = Exclude<Saved['rules'][number], { rules: unknown }>
export type Operator = SavedRule['op']
export type Rule = { path: string; op: Operator; value?: SavedRule['value'] }
/** A filter of any depth, as it is edited: rules may be half written. */
export type Group = { match: Saved['match']; rules: (Rule | Group)[] }

/** As deep as the API takes them. */
export const MOST_LEVELS = 3

const NO_VALUE: ReadonlySet<Operator> = new Set(['present', 'absent', 'is_true', 'is_false'])
const LIST: ReadonlySet<Operator> = new Set(['in', 'not_in'])

/** What an operator is compared with. */
export function valueKind(op: Operator): 'none' | 'list' | 'one' {
  return NO_VALUE.has(op) ? 'none' : LIST.has(op) ? 'list' : 'one'
}

export const isGroup = (one: Rule | Group): one is Group => 'rules' in one

export const newRule = (): Rule => ({ path: '', op: 'equals', value: '' })
export const newGroup = (): Group => ({ match: 'any', rules: [newRule()] })

/** Another operator; the value stays where it still fits. */
export function withOperator({ path, op: before, value }: Rule, op: Operator): Rule {
  const kind = valueKind(op)
  if (kind === 'none') return { path, op }
  if (kind === valueKind(before)) return { path, op, value }
  return { path, op, value: kind === 'list' ? [] : '' }
}

/** What is still missing of a rule, in words; null when nothing is. The API judges the rest. */
export function ruleProblem({ path, op, value }: Rule): string | null {
  const { filters: words } = texts.mapping
  if (path.trim() === '') return words.noField
  const kind = valueKind(op)
  if (kind === 'list') return Array.isArray(value) && value.length > 0 ? null : words.noValues
  if (kind === 'one') return String(value ?? '').trim() === '' ? words.noValue : null
  return null
}

/** Problems by the place of their rule, as the API names it: `filter.rules.0`. */
export function filterProblems(group: Group, at = 'filter'): Map<string, string> {
  return new Map(
    group.rules.flatMap((one, index): [string, string][] => {
      const here = `${at}.rules.${index}`
      if (isGroup(one)) return [...filterProblems(one, here)]
      const problem = ruleProblem(one)
      return problem === null ? [] : [[here, problem]]
    }),
  )
}

/** Without what is half written, so that the rest can be tried out; undefined when nothing is left. */
export function finished(group: Group | undefined): Saved | undefined {
  const rules = (group?.rules ?? []).flatMap((one): (Rule | Group)[] => {
    if (!isGroup(one)) return ruleProblem(one) === null ? [one] : []
    const inner = finished(one)
    return inner ? [inner] : []
  })
  // The API's type writes three levels out; the form makes no more.
  return group && rules.length > 0 ? ({ match: group.match, rules } as Saved) : undefined
}
