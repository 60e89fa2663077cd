import { isObject, ownValue } from '#mapping/path-reader.ts'
import { printPath, type Path, type Step } from '#mapping/path.ts'
import { vendorWord } from './values.ts'

/** Something that a record has, for one who chooses paths. */
export type FoundPath = {
  path: string
  type: 'text' | 'number' | 'boolean' | 'list' | 'group' | 'empty'
  example: string | null
}

const MAX_DEPTH = 5
const MAX_FOUND = 200
const MAX_LOOKED_AT = 20
const MAX_EXAMPLE = 80

/** Every path that some records have, in the order in which they come, with the first value that says something. */
export function findPaths(records: readonly unknown[]): FoundPath[] {
  const found = new Map<string, FoundPath>()
  const add = (path: Path, value: unknown) => {
    const text = printPath(path)
    const type = typeOf(value)
    const known = found.get(text)
    if ((known === undefined && found.size < MAX_FOUND) || known?.type === 'empty')
      found.set(text, { path: text, type, example: exampleOf(value) })
  }
  const look = (value: unknown, path: Path) => {
    if (path.length > 0) add(path, value)
    if (path.length >= MAX_DEPTH) return
    if (isObject(value)) for (const key of Object.keys(value)) look(value[key], [...path, { kind: 'name', name: key }])
    else if (Array.isArray(value) && path.length > 0 && value.length > 0)
      look(value[0], [...path, { kind: 'index', index: 0 }])
  }
  for (const record of records.slice(0, MAX_LOOKED_AT)) look(record, [])
  return [...found.values()]
}

/** Where lists are in an answer, for one who looks for the list. */
export function findLists(body: unknown): string[] {
  const lists: string[] = []
  const look = (value: unknown, path: Path) => {
    if (Array.isArray(value)) {
      if (path.length > 0) lists.push(printPath(path))
      return
    }
    if (!isObject(value) || path.length >= 3) return
    for (const key of Object.keys(value)) look(value[key], [...path, { kind: 'name', name: key }])
  }
  look(body, [])
  return lists.slice(0, 10)
}

/** Whether any of the values has something at the path; what stands below a null or an empty list cannot be told. */
export function hasPath(values: readonly unknown[], path: Path): boolean {
  return values.some((value) => reaches(value, path, 0))
}

function reaches(value: unknown, path: Path, at: number): boolean {
  const step = path[at]
  if (!step) return value !== undefined
  if (value === null) return true
  if (Array.isArray(value)) {
    if (value.length === 0) return true
    return isIndex(step) && value.some((element) => reaches(element, path, at + 1))
  }
  return (
    step.kind === 'name' &&
    isObject(value) &&
    Object.hasOwn(value, step.name) &&
    reaches(value[step.name], path, at + 1)
  )
}

function isIndex(step: Step): boolean {
  return step.kind !== 'name' || /^\d{1,6}$/.test(step.name)
}

/** Says what is there instead: the keys at the deepest place of the path that some value has. */
export function whatIsThere(values: readonly unknown[], path: Path): string {
  for (let length = path.length - 1; length >= 0; length--) {
    const part = path.slice(0, length)
    const keys = [...new Set(values.flatMap((value) => keysAt(value, part)))]
    if (keys.length > 0) {
      const shown = keys.slice(0, 25).map((key) => printPath([{ kind: 'name', name: key }]))
      const more = keys.length > shown.length ? ` and ${keys.length - shown.length} more` : ''
      return `${length === 0 ? 'There are' : `In "${printPath(part)}" there are`}: ${shown.join(', ')}${more}.`
    }
  }
  return 'There are no keys.'
}

function keysAt(value: unknown, path: Path): string[] {
  const [step, ...rest] = path
  if (!step) return isObject(value) ? Object.keys(value) : []
  if (Array.isArray(value))
    return isIndex(step) ? value.slice(0, MAX_LOOKED_AT).flatMap((one) => keysAt(one, rest)) : []
  return step.kind === 'name' ? keysAt(ownValue(value, step.name), rest) : []
}

function typeOf(value: unknown): FoundPath['type'] {
  if (value === null || value === undefined || value === '') return 'empty'
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : 'list'
  if (typeof value === 'object') return 'group'
  return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text'
}

function exampleOf(value: unknown): string | null {
  const text = vendorWord(value)
  return text !== null && text.length > MAX_EXAMPLE ? `${text.slice(0, MAX_EXAMPLE)}…` : text
}
