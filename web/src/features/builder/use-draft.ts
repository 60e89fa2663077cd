import { useState } from 'react'
import type { FieldProblem } from '../../lib/api-types.ts'
import { at, withValue, wordOf, type Draft } from './definition-draft.ts'

/** A definition that is being written, and what binds inputs to places in it. */
export type DraftForm = {
  draft: Draft
  problems: readonly FieldProblem[]
  get: (place: string) => unknown
  /** What stands at a place as text, or the fallback. */
  word: (place: string, fallback?: string) => string
  set: (place: string, value: unknown) => void
  replace: (draft: Draft) => void
  /** Props of a text input. Empty takes the place away, unless it is one that must be there. */
  text: (
    place: string,
    options?: { keep?: boolean },
  ) => { value: string; error: string | undefined; onChange: (value: unknown) => void }
  error: (place: string) => string | undefined
}

export function useDraft(initial: Draft, problems: readonly FieldProblem[], onEdit: () => void): DraftForm {
  const [draft, setDraft] = useState(initial)
  const error = (place: string) => problems.find(({ path }) => path === place)?.message
  const set = (place: string, value: unknown) => {
    setDraft((before) => withValue(before, place, value))
    onEdit()
  }
  return {
    draft,
    problems,
    error,
    set,
    get: (place) => at(draft, place),
    word: (place, fallback = '') => wordOf(at(draft, place)) ?? fallback,
    replace: (next) => {
      setDraft(next)
      onEdit()
    },
    text: (place, { keep = false } = {}) => ({
      value: wordOf(at(draft, place)) ?? '',
      error: error(place),
      onChange: (event) => {
        const value = textOf(event)
        set(place, value === '' && !keep ? undefined : value)
      },
    }),
  }
}

/** From an input's event, or from a component that gives the value itself. */
function textOf(given: unknown): string {
  if (typeof given === 'string') return given
  const target = (given as { currentTarget?: { value?: string } } | null)?.currentTarget
  return target?.value ?? ''
}
