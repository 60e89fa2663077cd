import type { SourceField } from './fields.ts'
import { isObject, ownValue } from './path-reader.ts'
import { pathShape, printPath, type Path } from './path.ts'
import { parseSource, sourcePaths } from './source.ts'

/** What is known of a vendor's records: what its connector declares, and a few records as they came. */
export type Knowledge = { fields?: readonly SourceField[] | undefined; sample?: readonly unknown[] | undefined }

export type KnownPaths = {
  /** Why no record can have a value at the path, or undefined when one may. */
  unknown: (path: Path) => string | undefined
  /** Why the path leads to no single value, or undefined when it may. */
  whole: (path: Path) => string | undefined
}

// Enough of a first page to see what its records have; lists are looked into as far.
const MAX_LOOKED_AT = 100

/**
 * Judges paths by what is known. A path is unknown only if it is neither declared nor in the sample; where nothing is
 * known, every path may be right. What stands below a null or an empty list cannot be told and so may be right too.
 *
 * @param customSources fields that the admin added (F46): they are declared by the adding.
 */
export function knownPaths(
  { fields = [], sample = [] }: Knowledge,
  customSources: readonly { path: string }[],
): KnownPaths {
  const declared = new Set([...fields, ...customSources].flatMap(({ path }) => shapesOf(path)))
  const records = sample.slice(0, MAX_LOOKED_AT)
  const knowsNothing = fields.length === 0 && records.length === 0
  const look = (path: Path): Reach => {
    const reach: Reach = { values: [], isOpen: false }
    for (const record of records) collect(record, path, 0, reach)
    return reach
  }
  return {
    unknown: (path) => {
      if (knowsNothing || declared.has(pathShape(path))) return undefined
      const { values, isOpen } = look(path)
      if (values.length > 0 || isOpen) return undefined
      const where = records.length === 0 ? 'The connector does not declare' : 'Neither the connector nor the sample has'
      return `${where} "${printPath(path)}". Correct the path, or add it as a source field of your own.`
    },
    whole: (path) => {
      const { values } = look(path)
      const there = values.filter((value) => value !== null && value !== undefined)
      if (there.length === 0 || there.some((value) => typeof value !== 'object')) return undefined
      return there.some((value) => Array.isArray(value))
        ? `"${printPath(path)}" is a list. Choose one element, e.g. [0] or [type=work], or join it in a template.`
        : `"${printPath(path)}" is a group of fields. Name the one in it that you mean.`
    },
  }
}

type Reach = { values: unknown[]; isOpen: boolean }

function shapesOf(text: string): string[] {
  try {
    return sourcePaths(parseSource(text)).map(pathShape)
  } catch {
    // Reported where it is written; here it only declares nothing.
    return []
  }
}

/** All values at a path, whichever element a step into a list takes. */
function collect(value: unknown, path: Path, at: number, reach: Reach): void {
  const step = path[at]
  if (!step) {
    reach.values.push(value)
    return
  }
  if (value === null || value === undefined) {
    reach.isOpen = true
    return
  }
  if (Array.isArray(value)) {
    if (step.kind === 'name' && !/^\d{1,6}$/.test(step.name)) return
    if (value.length === 0) reach.isOpen = true
    for (const element of value.slice(0, MAX_LOOKED_AT) as unknown[]) collect(element, path, at + 1, reach)
    return
  }
  if (step.kind === 'name' && isObject(value) && Object.hasOwn(value, step.name))
    collect(ownValue(value, step.name), path, at + 1, reach)
}
