import { TRACKING_SOURCES, type TrackingSource } from './fields.ts'
import { compilePath, type Read } from './path-reader.ts'
import { parsePath, type Path } from './path.ts'
import { isEmpty, textOf } from './template-filters.ts'
import { isTemplate, parseTemplate, templatePaths, type Operand, type Output, type Template } from './template.ts'

/** What a target's `source` says, parsed. */
export type Source =
  | { kind: 'tracking'; name: TrackingSource }
  | { kind: 'path'; path: Path }
  | { kind: 'template'; template: Template }

const TRACKING: ReadonlySet<string> = new Set(TRACKING_SOURCES.map((source) => source.path))

/**
 * Reads a source. A bare `{{a.b}}` is the path `a.b`, so that a number or a boolean stays one; everything else with
 * `{{ … }}` makes text. Throws `mapping_invalid` with a message for the person who wrote it.
 */
export function parseSource(text: string): Source {
  const trimmed = text.trim()
  if (!isTemplate(trimmed)) return fromPath(parsePath(trimmed), trimmed)
  const template = parseTemplate(trimmed)
  const [only] = template
  if (template.length === 1 && typeof only === 'object' && only.filters.length === 0 && 'path' in only.head)
    return fromPath(only.head.path, trimmed.slice(2, -2).trim())
  return { kind: 'template', template }
}

/** Every path that a source reads. */
export function sourcePaths(source: Source): Path[] {
  if (source.kind === 'tracking') return []
  return source.kind === 'path' ? [source.path] : templatePaths(source.template)
}

export function isTrackingName(text: string): text is TrackingSource {
  return TRACKING.has(text)
}

/** Compiles a path or a template to a function that never throws, whatever the record is. */
export function compileSource(source: Exclude<Source, { kind: 'tracking' }>): Read {
  return source.kind === 'path' ? compilePath(source.path) : compileTemplate(source.template)
}

/**
 * One function for a whole template. Its value is text; null when no `{{ … }}` in it gave anything, so that
 * `{{ first }}, {{ last }}` of an empty record is not a comma.
 */
function compileTemplate(template: Template): Read {
  const parts = template.map((part) => (typeof part === 'string' ? part : compileOutput(part)))
  const [only] = parts
  if (parts.length === 1 && typeof only === 'function') {
    return (record) => {
      const value = textOf(only(record))
      return value === '' ? null : value
    }
  }
  return (record) => {
    let text = ''
    let isFilled = false
    for (const part of parts) {
      if (typeof part === 'string') text += part
      else {
        const value = textOf(part(record))
        if (value !== '') isFilled = true
        text += value
      }
    }
    return isFilled ? text : null
  }
}

/** One `{{ … }}`: the head's value through its filters. */
export function compileOutput(output: Output): Read {
  let read = compileOperand(output.head)
  for (const step of compileFilters(output)) {
    const before = read
    read = (record) => step(before(record), record)
  }
  return read
}

/** The filters of one `{{ … }}`, each as a function of the value so far and the record (its arguments may be paths). */
export function compileFilters(output: Output): ((value: unknown, record: unknown) => unknown)[] {
  return output.filters.map(({ filter, operands }) => {
    const [first, second] = operands.map(compileOperand)
    const { apply } = filter
    if (!first) return (value) => apply(value, undefined, undefined)
    if (!second) return (value, record) => apply(value, first(record), undefined)
    return (value, record) => apply(value, first(record), second(record))
  })
}

export function compileOperand(operand: Operand): Read {
  if ('path' in operand) return compilePath(operand.path)
  const { literal } = operand
  return () => literal
}

/** The value for one who reads it: what is empty is null, and a list or object is not shown whole. */
export function describeValue(value: unknown): string | number | boolean | null {
  if (isEmpty(value)) return null
  if (typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return `(a list of ${value.length})`
  return typeof value === 'object' ? '(an object)' : textOf(value)
}

function fromPath(path: Path, written: string): Source {
  // Compared as written: `["$syncTime"]` is a key of the record.
  return isTrackingName(written) ? { kind: 'tracking', name: written } : { kind: 'path', path }
}
