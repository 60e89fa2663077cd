import type { Path, Step } from './path.ts'

/** Takes a record, or any other JSON value, and gives what stands at a path; undefined where there is nothing. */
export type Read = (record: unknown) => unknown

/**
 * Compiles a path to a function. Only own properties of objects and elements of lists are read, never a prototype, so
 * `constructor`, `__proto__` or `length` find something only where the vendor sent such a key (S26).
 *
 * The common lengths are written out: a loop over steps costs about a third more per record.
 */
export function compilePath(path: Path): Read {
  const [first, second, third, ...rest] = path.map(compileStep)
  if (!first) return () => undefined
  if (!second) return first
  if (!third) return (record) => second(first(record))
  if (rest.length === 0) return (record) => third(second(first(record)))
  return (record) => {
    let value = third(second(first(record)))
    for (const step of rest) value = step(value)
    return value
  }
}

/** Whether `read` finds an own property of an object; used wherever a record is walked. */
export function ownValue(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function compileStep(step: Step): Read {
  if (step.kind === 'index') {
    const { index } = step
    return (value) => (Array.isArray(value) ? value[index] : undefined)
  }
  if (step.kind === 'match') return compileMatch(step.key, step.value)
  const { name } = step
  // `addresses.0.street`, as other tools write it; for an object it stays a key.
  if (/^\d{1,6}$/.test(name)) {
    const index = Number(name)
    return (value) => (Array.isArray(value) ? value[index] : ownValue(value, name))
  }
  return (value) => ownValue(value, name)
}

function compileMatch(key: string, wanted: string): Read {
  const folded = wanted.toLowerCase()
  return (list) => {
    if (!Array.isArray(list)) return undefined
    for (const element of list as unknown[]) {
      const found = ownValue(element, key)
      if (found === wanted) return element
      if (typeof found === 'string') {
        // The length first: vendors send long texts too, and folding them for nothing would cost.
        if (found.length === folded.length && found.toLowerCase() === folded) return element
      } else if ((typeof found === 'boolean' || typeof found === 'number') && String(found) === folded) return element
    }
    return undefined
  }
}
